// What axe says of a page, as people would be told: WCAG 2.2 A and AA, and only what is serious or critical.
import axe from 'axe-core'
import type { Page } from 'playwright-core'

interface Found {
  id: string
  impact: string | null
  nodes: { html: string }[]
}

/** The rules that the page breaks, each with what breaks it; an empty list when it breaks none. */
export async function broken(page: Page): Promise<string[]> {
  // By the browser's own protocol: the page's content policy forbids what is not ours.
  await page.evaluate(axe.source)
  return page.evaluate(async () => {
    // A colour on its way to another is none that anybody reads.
    const ends = document.getAnimations().filter(({ effect }) => Number.isFinite(effect?.getComputedTiming().endTime))
    await Promise.allSettled(ends.map(({ finished }) => finished))
    const { axe } = window as unknown as { axe: { run: (context: object) => Promise<{ violations: Found[] }> } }
    const { violations } = await axe.run({ exclude: [['[data-kb-focus-trap]']] })
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`)
  })
}
