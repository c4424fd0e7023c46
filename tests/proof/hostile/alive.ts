import type { Page } from 'playwright-core'
import { ELSEWHERE, type Payload } from './payloads/index.ts'
import { type Watch, type WatchedBrowser, watchedBrowser } from './watched-browser.ts'

/**
 * Shows that the list bites and that the watch sees it: each payload is put, as it is, where a careless page would put it
 * (markup, attributes, a script's string, a link that is followed), on a site without any policy. It has a browser of its
 * own: what runs here may close, lead away or choke whatever shares a process with it.
 * @returns the numbers of those that ran or asked elsewhere
 */
export async function bites(site: string, list: readonly Payload[]): Promise<Set<number>> {
  const browser = await watchedBrowser()
  try {
    const { context, watch } = await browser.open([site])
    const bitten = () => numbersOf(watch, list)
    for (const [way] of ways.entries()) {
      const left = list.filter(({ number }) => !bitten().has(number))
      for (let from = 0; from < left.length; from += BATCH) {
        const page = await context.newPage()
        await page.goto(site).catch(() => {})
        await tempt(page, way, left.slice(from, from + BATCH)).catch(() => {})
        await page.close().catch(() => {})
      }
    }
    return bitten()
  } finally {
    await browser.close()
  }
}

/**
 * Shows that a page of Baton is watched as is said: a script in its markup runs, since the policy stops nothing, and is
 * reported, since the policy is there.
 * @returns what is not so
 */
export async function blindSpots({ open }: Pick<WatchedBrowser, 'open'>, base: string): Promise<string[]> {
  const { context, watch } = await open([base])
  const page = await context.newPage()
  await page.goto(`${base}/sign-in`)
  await page.evaluate(() => {
    const line = document.createElement('p')
    line.innerHTML = '<img src="/nothing.png" onerror="hit(0)">'
    document.body.append(line)
  })
  const spots = () => [
    ...(watch.ran.has(0)
      ? []
      : ['a script in the markup of a page did not run, so nothing is proven by those that did not']),
    ...(watch.reports.size > 0 ? [] : ['the content policy reported no script in the markup of a page']),
  ]
  for (let tries = 0; tries < 100 && spots().length > 0; tries++) await page.waitForTimeout(50)
  await context.close()
  return spots()
}

function numbersOf({ ran, asked }: Watch, list: readonly Payload[]): Set<number> {
  const elsewhere = new RegExp(`${ELSEWHERE.replace('.', '\\.')}/(\\d+)`)
  const seen = new Set([...ran.keys(), ...[...asked].map((url) => Number(elsewhere.exec(url)?.[1]))])
  return new Set(list.map(({ number }) => number).filter((number) => seen.has(number)))
}

/** Where a careless page puts a text, at the `~`. */
const ways = [
  '~',
  '<input value="~">',
  "<input value='~'>",
  '<textarea>~</textarea>',
  '<script>var said = "~"</script>',
  "<script>var said = '~'</script>",
  '<p style="color:~">x</p>',
  '<a href="~">x</a>',
] as const

/** Frames of one page. */
const BATCH = 96

async function tempt(page: Page, way: number, list: readonly Payload[]): Promise<void> {
  await page.evaluate(
    async (documents) => {
      const frames = documents.map((markup) => {
        const frame = document.createElement('iframe')
        document.body.append(frame)
        const inside = frame.contentDocument
        inside?.open()
        inside?.write(markup)
        inside?.close()
        return frame
      })
      await new Promise((resolve) => setTimeout(resolve, 400))
      for (const { contentDocument } of frames) {
        for (const element of contentDocument?.querySelectorAll('*') ?? [])
          for (const type of ['mouseover', 'pointerenter', 'focus', 'click', 'toggle', 'submit'])
            element.dispatchEvent(
              new MouseEvent(type, {
                bubbles: true,
                cancelable: type === 'click' && !/javascript/i.test(element.outerHTML),
              }),
            )
      }
      await new Promise((resolve) => setTimeout(resolve, 300))
    },
    list.map(({ text }) => (ways[way] ?? '~').replace('~', () => text)),
  )
}
