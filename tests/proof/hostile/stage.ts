import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { BrowserContext, Page } from 'playwright-core'
import type { Ask } from '../kit/api.ts'
import type { Witness } from '../kit/log.ts'
import type { Field, Planted } from './cast.ts'
import { gist, look } from './look.ts'
import type { Watch } from './watched-browser.ts'

/** Where visits take place: pages of a person who is signed in, of a stranger, and of a site that has the widget. */
export interface Stage {
  /** “console 1”, for what is said. */
  name: string
  base: string
  /** The origin of a site that is not Baton's. */
  site: string
  ask: Ask
  see: Witness
  /** Whose console it is. */
  me: string
  planted: readonly Planted[]
  /** How many payloads are enough where each takes a dialog, or a whole load of the page. */
  some: number
  context: BrowserContext
  console: Page
  stranger: Page
  watch: Watch
  broken: Set<string>
  /** How many words of payloads were found on pages. */
  found: Map<string, number>
}

/** One thing that must be read on a page, as text. */
export type Wanted = readonly [what: string, text: string]

/**
 * Reads a page until all that is wanted stands on it, and says what does not, and what has no business there.
 * @param move called between two looks, for lists that draw only what is near; what was seen before counts
 */
export async function expectWords(
  stage: Stage,
  view: string,
  page: Page,
  wanted: readonly Wanted[],
  move?: () => Promise<boolean>,
): Promise<void> {
  const missing = new Set(wanted)
  const patience = Date.now() + (move ? 120_000 : 20_000)
  for (;;) {
    const gists = [...new Set([...missing].map(([, text]) => gist(text)))]
    const { found, strange } = await look(page, gists, move ? 0 : Math.max(0, patience - Date.now()))
    for (const what of strange) stage.broken.add(`L14: ${view}, ${stage.name}: ${what}`)
    for (const one of missing)
      if (found.has(gist(one[1]))) {
        missing.delete(one)
        stage.found.set(view, (stage.found.get(view) ?? 0) + 1)
      }
    if (missing.size === 0 || Date.now() > patience || !(await move?.())) break
  }
  for (const [what, text] of [...missing].slice(0, 3))
    stage.broken.add(`${view}, ${stage.name}: ${what} was not shown: ${JSON.stringify(text.slice(0, 60))}`)
}

export const wordsOf = ({ payload, words }: Planted, ...fields: Field[]): Wanted[] =>
  fields.flatMap((field) => {
    const text = words[field]
    return text === undefined ? [] : [[`the ${field} of payload ${payload.number}`, text] as const]
  })

/** Goes to another address of the console as a click on a link does, without loading the page anew. */
export async function go(page: Page, path: string): Promise<void> {
  await page.evaluate((to) => {
    history.pushState(null, '', to)
    dispatchEvent(new PopStateEvent('popstate'))
  }, path)
}

/** A site of somebody else: one empty page that loads the widget's script, or whatever else it is told to. */
export async function foreignSite(): Promise<{ origin: string; stop(): Promise<void> }> {
  const server: Server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
    response.end('<!doctype html><html lang="en"><head><title>Elsewhere</title></head><body></body></html>')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** Waits for what toasts say; they are gone before anybody can look. */
export async function expectToasts(stage: Stage, what: string, texts: readonly string[]): Promise<void> {
  const wanted = texts.map(gist)
  const left = await stage.console.evaluate(async (gists) => {
    const until = performance.now() + 20_000
    for (;;) {
      const { told } = window as unknown as { told: string[] }
      const left = gists.filter((gist) => !told.some((words) => words.includes(gist)))
      if (left.length === 0 || performance.now() > until) return left
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }, wanted)
  stage.found.set('toasts', (stage.found.get('toasts') ?? 0) + wanted.length - left.length)
  if (left.length > 0) stage.broken.add(`${what}, ${stage.name}: no toast said one of ${JSON.stringify(left)}`)
}
