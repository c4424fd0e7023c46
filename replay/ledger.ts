import type { Call } from '../server/demo/core/call.ts'
import type { Report } from '../server/demo/core/player.ts'

type Sent = Extract<Report, { kind: 'message' }>

/** What the log says against what was acknowledged. All but the first two are empty when all is well. */
export interface Verdict {
  conversations: number
  messages: number
  /** Acknowledged, and not in the log. */
  lost: string[]
  /** In the log more than once. */
  doubled: string[]
  /** There, but not in the order in which they were acknowledged, or with another text. */
  disordered: string[]
  /** Refused, and in the log all the same. */
  unasked: string[]
}

export const isClean = ({ lost, doubled, disordered, unasked }: Verdict): boolean =>
  lost.length + doubled.length + disordered.length + unasked.length === 0

/** So many conversations wait for the check at the end; in a longer run the oldest are checked on the way. */
const KEPT = 5_000

/** Remembers what was sent and how it was answered, and checks it against the log (L3, L4). */
export function makeLedger(call: Call) {
  const kept = new Map<string, Sent[]>()
  const verdict: Verdict = { conversations: 0, messages: 0, lost: [], doubled: [], disordered: [], unasked: [] }

  async function check(conversationId: string): Promise<void> {
    const sent = kept.get(conversationId)
    if (!sent) return
    kept.delete(conversationId)
    const found = compare(sent, await readLog(call, conversationId))
    verdict.conversations += 1
    verdict.messages += found.messages
    for (const kind of ['lost', 'doubled', 'disordered', 'unasked'] as const) verdict[kind].push(...found[kind])
  }

  return {
    verdict,
    note(sent: Sent): void {
      const before = kept.get(sent.conversationId)
      if (before) before.push(sent)
      else kept.set(sent.conversationId, [sent])
    },
    /** Checks the oldest of those that are too many. */
    async trim(): Promise<void> {
      const [oldest] = kept.keys()
      if (kept.size > KEPT && oldest !== undefined) await check(oldest)
    },
    /** Checks all that are left, a few at a time. */
    async checkAll(): Promise<Verdict> {
      const left = [...kept.keys()][Symbol.iterator]()
      await Promise.all(
        Array.from({ length: 16 }, async () => {
          for (const id of left) await check(id)
        }),
      )
      return verdict
    },
  }
}

/** One event of a conversation's log, as far as it is looked at here. */
export interface Logged {
  type: string
  cursor: string
  data: { message?: { id: string; text: string }; draft?: { id: string; text: string } }
}

/** Pure: a conversation's log against what was sent to it. */
export function compare(
  sent: Sent[],
  log: Logged[],
): Pick<Verdict, 'messages' | 'lost' | 'doubled' | 'disordered' | 'unasked'> {
  const standing = { acknowledged: [] as { id: string; text: string }[], drafted: [] as { id: string; text: string }[] }
  for (const { type, data } of log) {
    if (type === 'message.added' && data.message) standing.acknowledged.push(data.message)
    if (type === 'reply.drafted' && data.draft) standing.drafted.push(data.draft)
  }
  const times = (list: { id: string }[]) => {
    const counts = new Map<string, number>()
    for (const { id } of list) counts.set(id, (counts.get(id) ?? 0) + 1)
    return counts
  }
  const counts = { acknowledged: times(standing.acknowledged), drafted: times(standing.drafted) }
  const kept = sent.filter(({ outcome }) => outcome !== 'refused') as (Sent & { outcome: 'acknowledged' | 'drafted' })[]
  const ours = new Map(kept.map((message) => [message.id, message]))
  const expected = kept.filter(({ outcome }) => outcome === 'acknowledged')
  const places = new Map(standing.acknowledged.map(({ id, text }, place) => [id, { place, text }]))
  return {
    messages: kept.length,
    lost: kept.filter(({ id, outcome }) => !counts[outcome].has(id)).map(({ id }) => id),
    doubled: [...ours.keys()].filter((id) => (counts.acknowledged.get(id) ?? 0) + (counts.drafted.get(id) ?? 0) > 1),
    disordered: expected
      .filter(({ id, text }, at) => {
        const here = places.get(id)
        const before = places.get(expected[at - 1]?.id ?? '')
        return here !== undefined && (here.text !== text || (before !== undefined && before.place > here.place))
      })
      .map(({ id }) => id),
    unasked: sent
      .filter(({ id, outcome }) => outcome === 'refused' && (counts.acknowledged.has(id) || counts.drafted.has(id)))
      .map(({ id }) => id),
  }
}

const PAGE = 500

async function readLog(call: Call, conversationId: string): Promise<Logged[]> {
  const log: Logged[] = []
  for (let after = ''; ; ) {
    const { status, body } = await call(
      'GET',
      `/conversations/${conversationId}/events?limit=${PAGE}${after && `&after=${encodeURIComponent(after)}`}`,
    )
    if (status >= 400) return log
    const { items } = body as { items: Logged[] }
    log.push(...items)
    const last = items.at(-1)
    if (!last || items.length < PAGE) return log
    after = last.cursor
  }
}
