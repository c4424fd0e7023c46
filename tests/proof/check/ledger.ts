import type { Line } from '../kit/log.ts'

/** One message as its sender knows it. A sender says one after another; what it was told last is its outcome. */
export interface Sent {
  id: string
  conversationId: string
  sender: string
  text: string
  /** `drafted`: a late AI reply. `unknown`: never answered. */
  outcome: 'acknowledged' | 'drafted' | 'refused' | 'unknown'
}

/** One act that was answered 2xx and changed something: it stands in the log as an event of this type. */
export interface Act {
  type: Line['type']
  conversationId: string
  /** The operator whom the event names as owner, where it names one. */
  owner?: string
}

export interface Books {
  lost: string[]
  doubled: string[]
  /** There, but not in the order in which its sender was answered, with another text, or in another conversation. */
  wrong: string[]
  /** Refused, or never sent, and in the log all the same. */
  unasked: string[]
}

/** L3 and L4: what was accepted is there, once, in its sender's order; what was refused is not. */
export function checkLedger(lines: readonly Line[], sent: readonly Sent[], acts: readonly Act[] = []): Books {
  const books: Books = { lost: [], doubled: [], wrong: [], unasked: [] }
  const standing = standingIn(lines)
  const last = new Map<string, number>()
  for (const message of sent) {
    const added = standing.added.get(message.id) ?? []
    const drafted = standing.drafted.get(message.id) ?? []
    const all = [...added, ...drafted]
    const name = `${message.outcome} message ${message.id} of ${message.sender}`
    if (all.length > 1) books.doubled.push(`L4: ${name} stands ${all.length} times`)
    if (message.outcome === 'refused' && all.length > 0) books.unasked.push(`L4: ${name} stands at ${all[0]?.seq}`)
    if (message.outcome === 'acknowledged' && added.length === 0) books.lost.push(`L3: ${name} is not there`)
    if (message.outcome === 'drafted' && drafted.length === 0) books.lost.push(`L3: ${name} is not there`)
    const [line] = all
    if (!line || message.outcome === 'refused') continue
    if (line.text !== message.text) books.wrong.push(`L3: ${name} stands with another text`)
    if (line.conversationId !== message.conversationId)
      books.wrong.push(`L3: ${name} stands in ${line.conversationId} instead of ${message.conversationId}`)
    if (line.seq < (last.get(message.sender) ?? 0)) books.wrong.push(`L3: ${name} stands before an earlier one`)
    last.set(message.sender, Math.max(line.seq, last.get(message.sender) ?? 0))
  }
  checkActs(lines, acts, books)
  return books
}

const nameOf = ({ type, conversationId, owner }: Act) => `${type} in ${conversationId}${owner ? ` for ${owner}` : ''}`

/** Of the conversations in which something was done: each act once, and no other of its types. */
function checkActs(lines: readonly Line[], acts: readonly Act[], books: Books): void {
  const wanted = new Map<string, number>()
  for (const act of acts) wanted.set(nameOf(act), (wanted.get(nameOf(act)) ?? 0) + 1)
  const types = new Set(acts.map((act) => `${act.type} ${act.conversationId}`))
  const named = new Set(acts.filter((act) => act.owner !== undefined).map((act) => act.type))
  const there = new Map<string, number>()
  for (const line of lines) {
    if (line.conversationId === null || !types.has(`${line.type} ${line.conversationId}`)) continue
    const owner = named.has(line.type) && 'owner' in line.data ? line.data.owner?.id : undefined
    const name = nameOf({ type: line.type, conversationId: line.conversationId, ...(owner && { owner }) })
    there.set(name, (there.get(name) ?? 0) + 1)
  }
  for (const [name, count] of wanted) {
    const found = there.get(name) ?? 0
    if (found < count) books.lost.push(`L3: ${count - found} of ${count} × ${name} not there`)
    if (found > count) books.doubled.push(`L4: ${name} stands ${found} times, and was answered ${count} times`)
  }
  for (const name of there.keys()) if (!wanted.has(name)) books.unasked.push(`L4: ${name} was never answered`)
}

interface Place {
  seq: number
  conversationId: string | null
  text: string
}

function standingIn(lines: readonly Line[]): { added: Map<string, Place[]>; drafted: Map<string, Place[]> } {
  const added = new Map<string, Place[]>()
  const drafted = new Map<string, Place[]>()
  const put = (map: Map<string, Place[]>, id: string, place: Place) => {
    const before = map.get(id)
    if (before) before.push(place)
    else map.set(id, [place])
  }
  for (const { type, data, seq, conversationId } of lines) {
    if (type === 'message.added') put(added, data.message.id, { seq, conversationId, text: data.message.text })
    if (type === 'reply.drafted') put(drafted, data.draft.id, { seq, conversationId, text: data.draft.text })
  }
  return { added, drafted }
}

export const booksOf = ({ lost, doubled, wrong, unasked }: Books): string[] => [
  ...lost,
  ...doubled,
  ...wrong,
  ...unasked,
]
