// Every checker meets a log that is right, and logs with one planted fault each: one that cannot complain proves nothing.
import { describe, expect, it } from 'vitest'
import { boardStats, emptyBoard, foldBoard, onBoard } from '../../domain/board.ts'
import { viewConversation } from '../../domain/wire.ts'
import { flagRaised, opened, said } from '../builders/events.ts'
import { given } from '../builders/given.ts'
import { checkLedger, type Sent } from './check/ledger.ts'
import { checkNumbers } from './check/numbers.ts'
import { checkOwners } from './check/owners.ts'
import { checkCustomerStream, checkStream } from './check/streams.ts'
import { checkVoices } from './check/voices.ts'
import { readDocument } from './fuzz/document.ts'
import { judge } from './fuzz/fuzz.ts'
import type { Line } from './kit/log.ts'
import { checkCounters, checkSnapshot, type Snapshot } from './model/snapshot.ts'

const ada = { id: 'ada', name: 'Ada' }
const ben = { id: 'ben', name: 'Ben' }
const service = 'service'

/** Lines of one conversation, numbered as they come. */
function log(...events: Record<string, unknown>[]): Line[] {
  const counted = new Set(['conversation.opened', 'message.added', 'conversation.resolved'])
  let count = 0
  const all = [
    { type: 'service.created', conversationId: null, data: { service: { id: service, mode: 'human_supported' } } },
    { type: 'conversation.opened', data: { serviceId: service, epoch: 0 } },
    ...events,
  ]
  return all.map((event, i) => ({
    seq: i + 1,
    conversationId: 'c',
    at: `2026-01-01T00:00:${String(i).padStart(2, '0')}.000Z`,
    actor: { kind: 'rule', name: 'test', via: 'system' },
    commandId: 'x',
    publicSeq: counted.has(event.type as string) ? ++count : null,
    ...event,
  })) as unknown as Line[]
}

const says = (role: string, id: string, more: Record<string, unknown> = {}) => ({
  type: 'message.added',
  data: { message: { id, role, text: `text of ${id}`, author: null }, turn: 1, ...more },
})
const claimed = (owner: typeof ada, more = {}) => ({
  type: 'conversation.claimed',
  data: { owner, epoch: 0, ...more },
})
const released = (owner: typeof ada) => ({ type: 'conversation.released', data: { owner, epoch: 0 } })
const resumed = (owner: typeof ada | null) => ({ type: 'conversation.resumed', data: { owner, epoch: 0 } })
const mode = (to: string, epoch = 0) => ({
  type: 'mode.changed',
  conversationId: null,
  data: { serviceId: service, mode: to, epoch },
})
const handedOff = { type: 'conversation.handed_off', data: { trigger: 'manual', epoch: 0 } }
const of = (id: string) => ({ actor: { kind: 'operator', id, name: id, via: 'api' } })

describe('the checker of numbers (L5)', () => {
  const good = log(says('customer', 'm1'), says('customer', 'm2'))
  const without = (seq: number) => good.filter((line) => line.seq !== seq)
  it('accepts a log without holes', () => expect(checkNumbers(good, 4)).toEqual([]))
  it('sees a hole', () =>
    expect(checkNumbers(without(3), 4)).toContainEqual(expect.stringMatching(/hole between 2 and 4/)))
  it('sees a first line that is not the first', () => expect(checkNumbers(without(1), 4)).not.toEqual([]))
  it('sees a missing end', () => expect(checkNumbers(without(4), 4)).toEqual([expect.stringMatching(/ends at 3/)]))
  it('sees a number that stands twice', () =>
    expect(checkNumbers([...good, good[3] as Line], 4)).toContainEqual(expect.stringMatching(/stands twice/)))
  it('sees two lines that changed places', () =>
    expect(checkNumbers([good[1], good[0], good[2], good[3]] as Line[], 4)).toContainEqual(
      expect.stringMatching(/1 stands after 2/),
    ))
  it('sees a time that goes back', () =>
    expect(
      checkNumbers(
        good.map((line, i) => (i === 2 ? { ...line, at: '2025-01-01T00:00:00.000Z' } : line)),
        4,
      ),
    ).toEqual([expect.stringMatching(/is of 2025/)]))
  it('sees a hole in what the customer counts', () =>
    expect(
      checkNumbers(
        good.map((line) => (line.seq === 4 ? { ...line, publicSeq: 5 } : line)),
        4,
      ),
    ).toEqual([expect.stringMatching(/public number 5 after 2/)]))
})

describe('the checker of owners (L1)', () => {
  const broken = (...events: Record<string, unknown>[]) => checkOwners(log(...events))
  it('accepts one owner after another', () =>
    expect(
      broken(claimed(ada), { ...says('operator', 'm'), ...of('ada') }, released(ada), claimed(ben), resumed(ben)),
    ).toEqual([]))
  it('sees a second owner', () =>
    expect(broken(claimed(ada), claimed(ben))).toEqual([expect.stringMatching(/claimed by Ben while Ada holds it/)]))
  it('accepts a forced takeover with its reason', () =>
    expect(broken(claimed(ada), claimed(ben, { reason: 'shift ended', from: ada }))).toEqual([]))
  it('sees a takeover that gives a reason and does not name who lost it', () =>
    expect(broken(claimed(ada), claimed(ben, { reason: 'shift ended' }))).toHaveLength(1))
  it('sees a stranger give away what another owns', () =>
    expect(broken(claimed(ada), { type: 'conversation.assigned', data: { owner: ben, by: ben, epoch: 0 } })).toEqual([
      expect.stringMatching(/assigned by Ben/),
    ]))
  it('sees a release by somebody else', () => expect(broken(claimed(ada), released(ben))).toHaveLength(1))
  it('sees an operator write who is not the owner', () =>
    expect(broken(claimed(ada), { ...says('operator', 'm'), ...of('ben') })).toHaveLength(1))
  it('sees a message after the end', () =>
    expect(broken({ type: 'conversation.resolved', data: { by: null } }, says('customer', 'm'))).toHaveLength(1))
  it('sees the end of what another holds', () =>
    expect(broken(claimed(ada), { type: 'conversation.resolved', data: { by: null } })).toHaveLength(1))
  it('accepts a claim of what a mode change gave back', () =>
    expect(broken(claimed(ada), mode('human_supported', 1), claimed(ben, { epoch: 1 }))).toEqual([]))
})

describe('the checker of voices (L2)', () => {
  const broken = (...events: Record<string, unknown>[]) => checkVoices(log(...events))
  it('accepts the AI before a takeover and after the resume', () =>
    expect(broken(says('ai', 'a'), claimed(ada), resumed(ada), says('ai', 'b', { turn: 3 }))).toEqual([]))
  it('sees an AI message after a takeover', () =>
    expect(broken(claimed(ada), says('ai', 'a', { turn: 2 }))).toEqual([
      expect.stringMatching(/people have it \(Ada\)/),
    ]))
  it('sees an AI message after a handoff', () =>
    expect(broken(handedOff, says('ai', 'a', { turn: 2 }))).toHaveLength(1))
  it('accepts the acknowledgement before its handoff', () => expect(broken(says('ai', 'a'), handedOff)).toEqual([]))
  it('sees an AI message after a release', () =>
    expect(broken(claimed(ada), released(ada), says('ai', 'a', { turn: 3 }))).toHaveLength(1))
  it('sees an AI message in Human Only, though its turn is right', () =>
    expect(broken(mode('human_only'), says('ai', 'a'))).toEqual([expect.stringMatching(/human_only/)]))
  it('accepts the AI in AI Only, and sees it talk over an owner who finishes there', () => {
    expect(broken(mode('ai_only'), says('ai', 'a'))).toEqual([])
    expect(broken(claimed(ada), mode('ai_only'), says('ai', 'a', { turn: 2 }))).toHaveLength(1)
  })
  it('accepts the AI once all claims were returned', () =>
    expect(broken(claimed(ada), mode('human_supported', 1), says('ai', 'a', { turn: 2 }))).toEqual([]))
  it('sees a reply of an old turn', () =>
    expect(broken(claimed(ada), resumed(ada), says('ai', 'a', { turn: 1 }))).toEqual([
      expect.stringMatching(/turn 1 in turn 3/),
    ]))
})

describe('the ledger (L3, L4)', () => {
  const sent = (id: string, outcome: Sent['outcome'] = 'acknowledged', sender = 'ann'): Sent => ({
    id,
    conversationId: 'c',
    sender,
    text: `text of ${id}`,
    outcome,
  })
  const draft = (id: string) => ({
    type: 'reply.drafted',
    data: { draft: { id, text: `text of ${id}`, author: null }, turn: 1, because: 'ai_paused' },
  })
  const none = { lost: [], doubled: [], wrong: [], unasked: [] }
  const two = log(says('customer', 'm1'), says('customer', 'm2'))

  it('accepts what was acknowledged, drafted and refused as it was answered', () =>
    expect(
      checkLedger(log(says('customer', 'm1'), draft('d'), says('customer', 'm2')), [
        sent('m1'),
        sent('d', 'drafted', 'the AI'),
        sent('r', 'refused'),
        sent('m2'),
        sent('u', 'unknown'),
      ]),
    ).toEqual(none))
  it('sees a lost message', () =>
    expect(checkLedger(two, [sent('m1'), sent('m2'), sent('m3')]).lost).toEqual([expect.stringMatching(/m3/)]))
  it('sees a doubled message', () =>
    expect(checkLedger(log(says('customer', 'm1'), says('customer', 'm1')), [sent('m1')]).doubled).toHaveLength(1))
  it('sees one of unknown outcome twice', () =>
    expect(checkLedger(log(says('ai', 'm1'), draft('m1')), [sent('m1', 'unknown')]).doubled).toHaveLength(1))
  it('sees messages that changed places', () =>
    expect(checkLedger(two, [sent('m2'), sent('m1')]).wrong).toEqual([expect.stringMatching(/before an earlier one/)]))
  it('does not mind the order of two senders', () =>
    expect(checkLedger(two, [sent('m2'), sent('m1', 'acknowledged', 'bob')])).toEqual(none))
  it('sees another text, and another conversation', () =>
    expect(
      checkLedger(two, [
        { ...sent('m1'), text: 'else' },
        { ...sent('m2'), conversationId: 'd' },
      ]).wrong,
    ).toHaveLength(2))
  it('sees a refused message that stands', () =>
    expect(checkLedger(two, [sent('m1', 'refused')]).unasked).toHaveLength(1))
  it('sees a late reply that became a message instead of a draft', () =>
    expect(checkLedger(log(says('ai', 'm1')), [sent('m1', 'drafted')]).lost).toHaveLength(1))

  const claim = { type: 'conversation.claimed', conversationId: 'c', owner: 'ada' } as const
  it('accepts an act that stands once', () => expect(checkLedger(log(claimed(ada)), [], [claim])).toEqual(none))
  it('sees an act that was answered and is not there', () =>
    expect(checkLedger(log(), [], [claim]).lost).toHaveLength(1))
  it('sees an act that stands twice', () =>
    expect(checkLedger(log(claimed(ada), released(ada), claimed(ada)), [], [claim]).doubled).toHaveLength(1))
  it('sees a claim that nobody was told of', () =>
    expect(checkLedger(log(claimed(ada), released(ada), claimed(ben)), [], [claim]).unasked).toHaveLength(1))
})

describe('the checker of streams (L3, L5, L8)', () => {
  const lines = log(says('customer', 'm1'), says('ai', 'm2'))
  const noted = lines.slice(1).map(({ seq, type, data }) => ({ seq, type, data }))
  it('accepts all after the start, once and in order, whatever the order of members', () => {
    expect(checkStream(noted, lines, 1)).toEqual([])
    const turned = noted.map((line) => ({ ...line, data: Object.fromEntries(Object.entries(line.data).reverse()) }))
    expect(checkStream(turned, lines, 1)).toEqual([])
  })
  it('sees a skipped line', () =>
    expect(checkStream([...noted.slice(0, 1), ...noted.slice(2)], lines, 1)).toEqual([
      expect.stringMatching(/never showed 3/),
    ]))
  it('sees a line that was never shown at the end', () =>
    expect(checkStream(noted.slice(0, -1), lines, 1)).toEqual([expect.stringMatching(/never showed 4/)]))
  it('sees a repeated line', () =>
    expect(checkStream([...noted, ...noted.slice(-1)], lines, 1)).toEqual([expect.stringMatching(/4 twice/)]))
  it('sees lines that changed places', () =>
    expect(checkStream([...noted].reverse(), lines, 1)).toContainEqual(expect.stringMatching(/3 after 4/)))
  it('sees a line that was changed, and one that is not in the log', () => {
    expect(checkStream([{ ...noted[0], data: {} }, ...noted.slice(1)] as typeof noted, lines, 1)).toHaveLength(1)
    expect(checkStream([...noted, { seq: 9, type: 'x', data: {} } as never], lines, 1)).toHaveLength(1)
  })

  const forCustomer = lines.slice(1).map(({ type, data }, i) => ({
    seq: i + 1,
    type,
    data,
    actor: { kind: 'customer', name: null } as Record<string, unknown>,
  }))
  it('accepts what a customer may see, counted from one', () =>
    expect(checkCustomerStream(forCustomer, lines, 'c')).toEqual([]))
  it('sees a private line in a customer’s stream', () => {
    const note = { seq: 4, type: 'note.added', data: {}, actor: {} }
    expect(checkCustomerStream([...forCustomer, note], lines, 'c')).toHaveLength(1)
  })
  it('sees an author’s id in a customer’s stream', () => {
    const told = forCustomer.map((line) => ({ ...line, actor: { ...line.actor, id: 'ada' } }))
    expect(checkCustomerStream(told, lines, 'c')).toHaveLength(3)
  })
})

describe('the checker of snapshots (L6)', () => {
  const past = given(opened(), said('customer', 'm1', 'Where is my order?'), flagRaised('help_requested', 'm1'))
  const events = past.log
  const at = (seq: number): Snapshot => {
    const board = emptyBoard()
    for (const event of events.slice(0, seq)) foldBoard(board, event)
    const services = [...board.services.values()]
    const all = [...board.conversations.values()]
    const view = (shown: boolean) =>
      all.flatMap((conversation) =>
        services
          .filter((service) => onBoard(conversation, service) === shown)
          .map((service) => viewConversation(conversation, service)),
      )
    const stats = boardStats(board)
    return { cursor: `1.${seq}`, services, conversations: view(true), opening: view(false), stats }
  }
  const end = at(events.length)

  it('accepts a snapshot and the events after it, from any place', () => {
    for (let seq = 1; seq <= events.length; seq++) expect(checkSnapshot(at(seq), events.slice(seq), end)).toEqual([])
  })
  it('sees an event that is missing', () =>
    expect(checkSnapshot(at(2), events.slice(3), end)).toContainEqual(expect.stringMatching(/^L6: conversation/)))
  it('sees a conversation that only one of them has', () =>
    expect(checkSnapshot(end, [], { ...end, conversations: [] })).not.toEqual([]))
  it('sees counters that are not the count over the list', () =>
    expect(checkCounters({ ...end, stats: { ...end.stats, needsAttention: 7 } })).toHaveLength(1))
})

describe('the judge of answers (Bad input)', () => {
  const document = readDocument({
    paths: {
      '/api/v1/things': {
        get: {
          responses: {
            200: {
              content: {
                'application/json': {
                  schema: { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] },
                },
              },
            },
          },
        },
      },
    },
  })
  const shot = { method: 'GET', path: '/api/v1/things', headers: {}, body: null }
  const judged = (status: number, body: unknown, type = 'application/json') =>
    judge(document, document.operations[0] ?? null, shot, {
      status,
      headers: { 'content-type': type, 'x-request-id': 'r1' },
      text: JSON.stringify(body),
    })
  const problem = { status: 404, code: 'not_found', detail: 'There is nothing here.', requestId: 'r1' }

  it('accepts what the document describes, and a proper refusal', () => {
    expect(judged(200, { id: 'x' })).toBe(null)
    expect(judged(404, problem, 'application/problem+json')).toBe(null)
  })
  it('sees a 5xx', () => expect(judged(500, problem, 'application/problem+json')).toMatch(/answered 500/))
  it('sees a status that the document does not name', () => expect(judged(201, { id: 'x' })).toMatch(/does not name/))
  it('sees a member of another type, a missing one, and one too many', () => {
    for (const body of [{ id: 1 }, {}, { id: 'x', secret: 'y' }])
      expect(judged(200, body)).toMatch(/outside its schema/)
  })
  it('sees a refusal that is no problem document, or of another request', () => {
    expect(judged(404, problem)).toMatch(/as “application\/json”/)
    expect(judged(404, { ...problem, code: undefined }, 'application/problem+json')).toMatch(/that is none/)
    expect(judged(404, { ...problem, requestId: 'r2' }, 'application/problem+json')).toMatch(/another request id/)
  })
  it('sees what tells of the insides', () =>
    expect(judged(404, { ...problem, detail: 'in server/app.ts:12' }, 'application/problem+json')).toMatch(/insides/))
})
