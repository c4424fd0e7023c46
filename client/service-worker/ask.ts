import type { Tab } from './scope.ts'

/** What the worker asks of a page of the console, which answers on the port: an address in the worker's eyes is that of the page's first load. */
export type Asked =
  /** Does it show this conversation? */
  | { type: 'baton.shows'; conversationId: string }
  /** To go there; the answer is yes as soon as it has begun. */
  | { type: 'baton.open'; conversationId: string }

/** Where a person works on what is theirs. */
export const pathOf = (conversationId: string): string => `/human-agents/${encodeURIComponent(conversationId)}`

/** How long a page may take to answer, in milliseconds. */
const PATIENCE = 1_000

/** @returns false also of a page that is no console, or none yet: it says nothing */
export function ask(tab: Tab, asked: Asked): Promise<boolean> {
  const { port1, port2 } = new MessageChannel()
  return new Promise((resolve) => {
    const over = (answer: boolean) => {
      clearTimeout(timer)
      port1.close()
      resolve(answer)
    }
    const timer = setTimeout(() => over(false), PATIENCE)
    port1.onmessage = ({ data }) => over(data === true)
    tab.postMessage(asked, [port2])
  })
}

/** Those of these pages that show a conversation. */
export async function showing(tabs: readonly Tab[], conversationId: string): Promise<Tab[]> {
  const shows = await Promise.all(tabs.map((tab) => ask(tab, { type: 'baton.shows', conversationId })))
  return tabs.filter((_, nth) => shows[nth])
}
