// What can be asserted of a look from the page itself: that it fits, that it can be read, and that nothing lies on another.
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { picture } from './stage.ts'

/** One way to look at a page. */
export interface Look {
  width: 1440 | 390
  theme: 'light' | 'dark'
}

/** Wide and narrow, light and dark; it ends where a page of these tests begins. */
const looks: readonly Look[] = [
  { width: 390, theme: 'dark' },
  { width: 390, theme: 'light' },
  { width: 1440, theme: 'dark' },
  { width: 1440, theme: 'light' },
]

/**
 * Looks at a page at 1440 and 390 px, light and dark: takes a picture of each, asks `check` of each, and whether it fits
 * and can be read. All four are looked at before anything is said of one.
 * @param name the picture's: `NAME-390-dark.png`
 */
export async function inEveryLook(
  page: Page,
  name: string,
  check: (look: Look) => Promise<void> = async () => {},
): Promise<void> {
  const found: Record<string, string[]> = {}
  const failures: unknown[] = []
  for (const look of looks) {
    const title = `${name}-${look.width}-${look.theme}`
    await page.emulateMedia({ colorScheme: look.theme })
    await page.setViewportSize({ width: look.width, height: look.width === 390 ? 844 : 900 })
    await settled(page)
    await check(look).catch((error: unknown) => failures.push(error))
    await picture(page, title)
    const wrong = await faults(page)
    if (wrong.length) found[title] = wrong
  }
  if (failures.length > 0 && Object.keys(found).length === 0) throw failures[0]
  expect({ ...found, ...(failures.length > 0 && { [name]: failures.map(String) }) }).toEqual({})
}

/** Everything that moves once has arrived; what pulses goes on. */
async function settled(page: Page): Promise<void> {
  await page.waitForFunction(
    async () => {
      // Sizes are observed, measured and drawn again: three pictures later all of that has happened.
      for (let frame = 0; frame < 3; frame++) await new Promise((next) => requestAnimationFrame(next))
      return document
        .getAnimations()
        .every((one) => one.playState !== 'running' || one.effect?.getComputedTiming().endTime === Infinity)
    },
    undefined,
    { polling: 50 },
  )
}

/** What must be whole wherever it stands: design/, “never clip a label, a name of a mode or a number”. */
const labels =
  'button, .btn, .badge, .agent, .tag, .chip, .conn, .count, .stat, .modes, .nav .name, .banner, .toast b, h1, h2, th'

/** What is wrong with the look of a page, in words; an empty list when nothing is. */
async function faults(page: Page): Promise<string[]> {
  return page.evaluate((labels) => {
    const found: string[] = []
    const wide = document.documentElement.clientWidth
    const all = everything(document.body).filter(isSeen)
    if (document.documentElement.scrollWidth > wide)
      found.push(`the page can be scrolled sideways: ${document.documentElement.scrollWidth} in ${wide}`)
    for (const element of all) {
      const box = element.getBoundingClientRect()
      if ((box.right > wide + 1 || box.left < -1) && !scrolls(element)) found.push(`sticks out: ${nameOf(element)}`)
    }
    for (const element of all.filter((one) => one.matches(labels)))
      if (isCut(element)) found.push(`cut off: ${nameOf(element)}`)
    // The list cuts what stands out of it, so that the page itself does not show it.
    for (const label of all.filter((one) => one.matches(labels))) {
      const [card, box] = [label.closest('.card')?.getBoundingClientRect(), label.getBoundingClientRect()]
      if (card && (box.right > card.right + 1 || box.left < card.left - 1))
        found.push(`stands out of its card: ${nameOf(label)}`)
    }
    overlaps('.cards > li', '.cards > li')
    overlaps('.toast', '.composer, .topbar')
    overlaps('.toast', '.toast')
    for (const { element, ratio, wanted } of unreadable(all))
      found.push(`hard to read: ${nameOf(element)} ${ratio.toFixed(2)} of ${wanted}`)
    return [...new Set(found)].slice(0, 12)

    /** With what stands in shadow roots: the widget lives in one. */
    function everything(root: Element | ShadowRoot): HTMLElement[] {
      return [...root.querySelectorAll<HTMLElement>('*')].flatMap((element) =>
        element.shadowRoot ? [element, ...everything(element.shadowRoot)] : [element],
      )
    }

    function above(element: Element): Element | null {
      const root = element.getRootNode()
      return element.parentElement ?? (root instanceof ShadowRoot ? root.host : null)
    }

    function isSeen(element: HTMLElement): boolean {
      const { width, height } = element.getBoundingClientRect()
      return (
        width > 0 &&
        height > 0 &&
        element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) &&
        !element.closest('.sr, .hidden, .skip, [data-kb-focus-trap]')
      )
    }

    function scrolls(element: Element): boolean {
      for (let at = above(element); at && at !== document.body; at = above(at))
        if (getComputedStyle(at).overflowX !== 'visible') return true
      return false
    }

    /** Words go beyond their place, or beyond what cuts them; an ellipsis is no excuse for a label. */
    function isCut(label: HTMLElement): boolean {
      const texts = document.createTreeWalker(label, NodeFilter.SHOW_TEXT)
      for (let text = texts.nextNode(); text; text = texts.nextNode()) {
        const inside = text.parentElement
        if (!inside || !text.textContent?.trim() || !isSeen(inside)) continue
        const range = document.createRange()
        range.selectNodeContents(text)
        const words = range.getBoundingClientRect()
        const places = [label]
        for (let at: HTMLElement | null = inside; at && at !== label.parentElement; at = at.parentElement)
          if (/hidden|clip/.test(getComputedStyle(at).overflow)) places.push(at)
        const fits = places
          .map((place) => place.getBoundingClientRect())
          .every(
            (place) =>
              words.left >= place.left - 1 &&
              words.right <= place.right + 1 &&
              words.top >= place.top - 4 &&
              words.bottom <= place.bottom + 4,
          )
        if (words.width > 0 && !fits) return true
      }
      return false
    }

    function overlaps(these: string, those: string): void {
      const others = [...document.querySelectorAll<HTMLElement>(those)].filter(isSeen)
      for (const one of [...document.querySelectorAll<HTMLElement>(these)].filter(isSeen))
        for (const other of others) {
          if (one === other) continue
          const [a, b] = [one.getBoundingClientRect(), other.getBoundingClientRect()]
          const across = Math.min(a.right, b.right) - Math.max(a.left, b.left)
          const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)
          if (across > 1 && down > 1) found.push(`${nameOf(one)} lies on ${nameOf(other)}`)
        }
    }

    /** WCAG 2.2, 1.4.3: 4.5, or 3 for what is large. */
    function unreadable(elements: HTMLElement[]): { element: HTMLElement; ratio: number; wanted: number }[] {
      const bad: { element: HTMLElement; ratio: number; wanted: number }[] = []
      for (const element of elements) {
        const says = [...element.childNodes].some(
          (node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim(),
        )
        if (!says) continue
        const style = getComputedStyle(element)
        const ground = groundOf(element)
        if (!ground) continue
        const size = Number.parseFloat(style.fontSize)
        const wanted = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5
        const ratio = contrast(over(rgba(style.color), ground), ground)
        if (ratio < wanted) bad.push({ element, ratio, wanted })
      }
      return bad
    }

    /** What lies under the words of an element, or null where it is no plain colour. */
    function groundOf(element: Element): number[] | null {
      const layers: number[][] = []
      for (let at: Element | null = element; at; at = above(at)) {
        const style = getComputedStyle(at)
        if (style.backgroundImage !== 'none' || style.opacity !== '1') return null
        layers.push(rgba(style.backgroundColor))
        if ((layers.at(-1)?.[3] ?? 0) === 1) break
      }
      return layers.reduceRight((ground, layer) => over(layer, ground), [255, 255, 255, 1])
    }

    function over([red = 0, green = 0, blue = 0, alpha = 1]: number[], under: number[]): number[] {
      return [red, green, blue].map((channel, i) => channel * alpha + (under[i] ?? 0) * (1 - alpha)).concat(1)
    }

    function contrast(a: number[], b: number[]): number {
      const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((one, other) => other - one)
      return (light + 0.05) / (dark + 0.05)
    }

    function luminance([red = 0, green = 0, blue = 0]: number[]): number {
      const [r = 0, g = 0, b = 0] = [red, green, blue].map((channel) =>
        channel / 255 <= 0.04045 ? channel / 255 / 12.92 : ((channel / 255 + 0.055) / 1.055) ** 2.4,
      )
      return 0.2126 * r + 0.7152 * g + 0.0722 * b
    }

    function rgba(colour: string): number[] {
      const [, inside] = /^rgba?\((.*)\)$/.exec(colour) ?? []
      if (!inside) return [0, 0, 0, 0]
      const [red = 0, green = 0, blue = 0, alpha = 1] = inside.split(/[\s,/]+/).map(Number)
      return [red, green, blue, alpha]
    }

    function nameOf(element: Element): string {
      const words = element.textContent?.trim().replace(/\s+/g, ' ').slice(0, 40)
      return `${element.tagName.toLowerCase()}.${[...element.classList].join('.')} “${words}”`
    }
  }, labels)
}
