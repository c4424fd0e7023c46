import { setTimeout as sleep } from 'node:timers/promises'
import { type Browser, chromium } from 'playwright-core'
import { browserFlags, findBrowser } from '../scripts/browser.mjs'
import type { Packed } from '../server/hub/frames.ts'
import { atMost, type Bench, type Run, ratioAtMost } from './kit/bench.ts'
import { alone, compared, interleave } from './kit/pairs.ts'
import { type Edge, openEdge } from './screen/edge.ts'
import { openPage, type Page } from './screen/page.ts'
import { makeTraffic, type Traffic } from './screen/traffic.ts'

const paths = { console: '/handoff', vanilla: '/vanilla' } as const
type Side = keyof typeof paths
/** How often the flood is sent, in milliseconds: the server gathers about as long under load (`server/hub/pace.ts`). */
const GATHERED = 16

/** The console's screen, beside the same cards drawn by hand. */
export const screen: Bench = {
  about:
    'the Human Handoff screen in Chromium, beside vanilla DOM with a pooled virtual list: first paint, one update, late frames',
  options: {
    cards: 'how many cards are painted first (10000)',
    flood: 'how many cards there are under the flood (50000)',
    rate: 'updates a second of the flood (10000)',
  },
  async run(run) {
    const browser = await chromium.launch({ executablePath: await findBrowser(), args: browserFlags })
    try {
      const cards = run.option('cards', 10_000)
      const quiet = makeTraffic(cards)
      const edge = await openEdge(quiet)
      const paint = await interleave(
        run,
        sides((side) => firstPaint(browser, edge, side)),
      )
      const update = await interleave(
        run,
        sides((side) => oneUpdate(browser, edge, quiet, side)),
      )
      await edge.stop()
      const loud = makeTraffic(run.option('flood', 50_000))
      const flooded = await openEdge(loud)
      const late = await interleave(run, {
        ...sides((side) => lateFrames(() => open(browser, flooded, side), flooded, loud, run)),
        empty: () => lateFrames(() => openEmpty(browser, flooded), flooded, loud, run),
      })
      await flooded.stop()
      const beside = (values: number[]) => ({ name: 'vanilla DOM', values })
      return {
        figures: [
          compared({
            figure: `first paint of ${cards} cards, from the snapshot's last byte`,
            unit: 'ms',
            values: paint.console,
            reference: beside(paint.vanilla),
            goal: ratioAtMost(1.5),
          }),
          compared({
            figure: 'one update, time of the page’s thread',
            unit: 'ms',
            values: update.console,
            reference: beside(update.vanilla),
            goal: ratioAtMost(2),
          }),
          alone({ figure: 'late frames under the flood', unit: '%', values: late.console, goal: atMost(1) }),
          alone({ figure: 'late frames under the flood, vanilla DOM', unit: '%', values: late.vanilla, goal: null }),
          alone({ figure: 'late frames of an empty page beside it', unit: '%', values: late.empty, goal: null }),
        ],
        plots: [],
        notes: [
          'The built console, fed by a server that stands outside: the files of `dist/`, a snapshot and frames made with the fold and the shapes of the server itself, over HTTP and WebSocket, with its cache headers. Sign-in ends at that server. The reference reads the same snapshot and the same frames, has the console’s styles, and a pool of elements for what is in sight. What comes together is one WebSocket message of as many lines, as the server sends it to the console. Nothing watches the pages but what measures: Playwright’s own pages have the browser report each WebSocket message to it, which under the flood cost renderer and browser together more than the page itself.',
          `First paint: from the end of the answer of \`GET /board\` until the first picture after a card stands in the page. One update: 100 messages, one at a time, in conversations in sight: script, style and layout of the page’s thread as Chromium counts them, for each. Late frames: pictures that came more than one and a half periods of 60 Hz after the one before, while messages come in any conversation, gathered for ${GATHERED} ms. The empty page draws nothing and hears nothing while the same frames are made: what is late there is the machine’s.`,
        ],
      }
    } finally {
      await browser.close()
    }
  },
}

const sides = (measure: (side: Side) => Promise<number>): Record<Side, () => Promise<number>> => ({
  console: () => measure('console'),
  vanilla: () => measure('vanilla'),
})

/** Opens the page and waits for its first cards; the answer knows when they were painted. */
async function open(browser: Browser, edge: Edge, side: Side): Promise<Page> {
  const page = await openPage(browser)
  await page.first(() => {
    const told = window as unknown as { painted: number }
    const look = () => {
      if (document.querySelector('.cards li .card'))
        requestAnimationFrame(() => setTimeout(() => (told.painted = performance.now())))
      else requestAnimationFrame(look)
    }
    look()
  })
  await page.go(edge.url + paths[side])
  await page.until(() => (window as unknown as { painted?: number }).painted !== undefined)
  const until = Date.now() + 10_000
  while (edge.listeners() === 0 && Date.now() < until) await sleep(20)
  return page
}

async function firstPaint(browser: Browser, edge: Edge, side: Side): Promise<number> {
  const page = await open(browser, edge, side)
  const took = await page.evaluate(() => {
    const [board] = performance
      .getEntriesByType('resource')
      .filter(({ name }) => name.endsWith('/board')) as PerformanceResourceTiming[]
    return (window as unknown as { painted: number }).painted - (board?.responseEnd ?? Number.NaN)
  }, null)
  await page.close()
  return took
}

const UPDATES = 100

async function oneUpdate(browser: Browser, edge: Edge, traffic: Traffic, side: Side): Promise<number> {
  const page = await open(browser, edge, side)
  await sleep(500)
  const before = await threadTime(page)
  for (let i = 0; i < UPDATES; i++) {
    edge.send([traffic.next(8)])
    await sleep(20)
  }
  const after = await threadTime(page)
  await page.close()
  return ((after - before) / UPDATES) * 1_000
}

/** Script, style and layout of the page's thread so far, in seconds. */
async function threadTime(page: Page): Promise<number> {
  const counters = await page.counters()
  const wanted = ['ScriptDuration', 'LayoutDuration', 'RecalcStyleDuration']
  return wanted.reduce((sum, name) => sum + (counters.get(name) ?? Number.NaN), 0)
}

/** A page that shows nothing and hears nothing: what is late here is the machine's. */
async function openEmpty(browser: Browser, edge: Edge): Promise<Page> {
  const page = await openPage(browser)
  await page.go(`${edge.url}/empty`)
  await page.until(() => document.title === 'Empty')
  return page
}

async function lateFrames(open: () => Promise<Page>, edge: Edge, traffic: Traffic, run: Run): Promise<number> {
  const page = await open()
  await sleep(500)
  const seconds = run.seconds(5)
  const rate = run.option('rate', 10_000)
  const counting = page.evaluate(async (length) => {
    const times: number[] = []
    const until = performance.now() + length
    await new Promise<void>((resolve) => {
      const tick = (at: number) => {
        times.push(at)
        if (at < until) requestAnimationFrame(tick)
        else resolve()
      }
      requestAnimationFrame(tick)
    })
    const gaps = times.slice(1).map((at, i) => at - (times[i] ?? 0))
    return (100 * gaps.filter((gap) => gap > 25).length) / gaps.length
  }, seconds * 1_000)
  const began = performance.now()
  let sent = 0
  while (performance.now() - began < seconds * 1_000) {
    const due = ((performance.now() - began) / 1_000) * rate
    const frames: Packed[] = []
    for (; sent < due; sent++) frames.push(traffic.next(Number.POSITIVE_INFINITY))
    if (frames.length > 0) edge.send(frames)
    await sleep(GATHERED)
  }
  const share = await counting
  await page.close()
  return share
}
