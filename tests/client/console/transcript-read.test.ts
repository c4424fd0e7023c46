import { describe, expect, it } from 'vitest'
import { happeningOf } from '../../../client/console/conversation/markers.ts'
import { lastItems, readTranscript, withPresent } from '../../../client/console/conversation/read.ts'
import {
  ann,
  assigned,
  ben,
  claimed,
  console_,
  event,
  flagClosed,
  flagRaised,
  flagReopened,
  handedOff,
  notice,
  opened,
  released,
  resolved,
  resumed,
  said,
} from '../../builders/events.ts'
import { timeOf } from '../../builders/given.ts'
import { logOf, viewsOf } from './board-of.ts'

const read = (...happened: Parameters<typeof logOf>) => readTranscript(viewsOf(logOf(...happened)))
const shape = (...happened: Parameters<typeof logOf>) =>
  read(...happened).map(({ control, items }) => [
    control,
    ...items.map((item) => (item.is === 'message' ? `${item.role}: ${item.text}` : `${item.is}: ${item.text}`)),
  ])
const at = '5 Jan 2026'

describe('H9, F10: the transcript is a reading of the log', () => {
  it('runs in stretches: with the AI, waiting, with people, each begun by its marker', () => {
    const spans = read(
      opened(),
      said('customer', 'm1', 'A person, please'),
      handedOff(),
      claimed(ann),
      notice('Ann has joined the conversation.', 3),
      said('operator', 'm2', 'Hello, Ann here.'),
      released(ann),
      assigned(ben, ann),
      resumed(ben),
      resolved(ben),
    )
    expect(spans.map(({ control }) => control)).toEqual(['ai', 'waiting', 'people', 'waiting', 'people', 'ai'])
    const markers = spans.flatMap(({ items }) => items.filter(({ is }) => is === 'marker').map(({ text }) => text))
    expect(markers.map((text) => text.replace(/, \d\d:\d\d$/, ''))).toEqual([
      `Transfer to human agent at ${at}`,
      `Ann took over at ${at}`,
      `Ann released the conversation at ${at}`,
      `Ben was assigned by Ann at ${at}`,
      `Back with the AI at ${at}`,
      `The session was resolved by Ben at ${at}`,
    ])
    expect(markers[0]).toMatch(/^Transfer to human agent at 5 Jan 2026, \d\d:\d\d$/)
  })

  it('says who handed back, and that silence ended it', () => {
    const [one] = logOf({ ...resumed(ann), actor: console_(ann) })
    if (!one) throw new Error('no event')
    expect(happeningOf(one)?.text).toMatch(/^Ann handed back to the AI at /)
    const [two] = logOf(resolved(null, 'silence'))
    expect(two && happeningOf(two)?.text).toMatch(/^The session ended in silence at /)
  })

  it('leads to the session before and to the one after', () => {
    const spans = read(
      opened({ previousId: 'earlier' }),
      resolved(ann),
      event('conversation.continued', { conversationId: 'later' }),
    )
    const links = spans.flatMap(({ items }) =>
      items.flatMap((item) => (item.is === 'marker' && item.leadsTo ? [item.leadsTo] : [])),
    )
    expect(links).toEqual(['earlier', 'later'])
  })

  it('shows the words of each role, the notes, and who rated what', () => {
    expect(
      shape(
        opened(),
        said('customer', 'm1', 'Hi'),
        said('ai', 'm2', 'Hello'),
        event('feedback.given', { messageId: 'm2', rating: 'down' }),
        event('note.added', { note: { id: 'n1', text: 'Same batch as last week', author: ben } }),
      ),
    ).toEqual([['ai', 'customer: Hi', 'ai: Hello', 'note: Same batch as last week']])
  })
})

describe('B1: a late AI reply', () => {
  const drafted = event('reply.drafted', {
    draft: { id: 'd1', text: 'I have started a replacement.', author: 'Assistant' },
    turn: 1,
    because: 'stale_turn',
  })

  it('stands as a draft after the claim that it lost to', () => {
    const draft = read(opened(), claimed(ann), drafted).at(-1)?.items.at(-1)
    expect(draft).toMatchObject({ is: 'draft', key: 'd1', after: { by: 'Ann' } })
  })

  it('lost to no claim that was over before it', () => {
    const later = [resumed(ann), said('customer', 'm9', 'And now?', 3)]
    const draft = (...more: Parameters<typeof logOf>) =>
      read(opened(), claimed(ann), ...more, drafted)
        .at(-1)
        ?.items.at(-1)
    expect(draft(...later)).toMatchObject({ is: 'draft', after: null })
    expect(draft(...later, handedOff())).toMatchObject({ is: 'draft', after: null })
  })

  it('is gone once it was discarded', () => {
    expect(
      shape(opened(), claimed(ann), drafted, event('draft.discarded', { draftId: 'd1' }))
        .flat()
        .join(),
    ).not.toContain('draft')
  })
})

describe('B5: why a message was flagged, and what became of it', () => {
  const flagsOf = (...more: Parameters<typeof logOf>) => {
    const item = read(
      opened(),
      said('customer', 'm1', 'just get me a human'),
      flagRaised('help_requested', 'm1', { cues: ['get me a human'], score: 0.98 }),
      ...more,
    )[0]?.items[0]
    return item?.is === 'message' ? item.flags : []
  }

  it('carries the words and the score', () => {
    expect(flagsOf()).toEqual([
      {
        kind: 'help_requested',
        why: { quote: '', cues: ['get me a human'], score: 0.98, by: 'detector' },
        state: 'open',
        settled: null,
      },
    ])
  })

  it('says who has seen it, and is open again after a release', () => {
    const seen = { ...flagClosed('help_requested', 'm1', 'seen'), actor: console_(ben) }
    expect(flagsOf(seen)[0]).toMatchObject({ state: 'acknowledged', settled: { by: 'Ben' } })
    expect(flagsOf(seen, flagReopened('help_requested', 'm1', 'released'))[0]).toMatchObject({
      state: 'open',
      settled: null,
    })
  })
})

describe('L9: the mode moves control without an event in the conversation', () => {
  it('the last stretch follows it while the AI has not spoken in it', () => {
    const spans = withPresent(read(opened(), said('customer', 'm1', 'Hi')), 'waiting')
    expect(spans.map(({ control }) => control)).toEqual(['waiting'])
  })

  it('after the AI has spoken another stretch begins, and says why', () => {
    const spans = withPresent(read(opened(), said('customer', 'm1', 'Hi'), said('ai', 'm2', 'Hello')), 'waiting')
    expect(spans.map(({ control }) => control)).toEqual(['ai', 'waiting'])
    expect(spans.at(-1)?.items[0]?.text).toBe('Waiting for a person, by the service’s mode')
  })

  it('B3: what a person held stays theirs on the rail when a change of the mode returns it, and is theirs again when undone', () => {
    const log = logOf(opened(), said('customer', 'm1', 'Hi'), claimed(ann), said('operator', 'm2', 'Hello', 2))
    const by = { by: 'Ben', claims: 'return', undo: false } as const
    const returned = { ...by, at: timeOf(5), mode: 'human_only', epoch: 1 } as const
    const undone = { ...by, at: timeOf(6), mode: 'human_supported', epoch: 0, claims: 'finish', undo: true } as const
    const stretches = (...modes: Parameters<typeof readTranscript>[1] & object) =>
      readTranscript(viewsOf(log), modes).map(({ control, items }) => [control, items.length])
    expect(stretches(returned)).toEqual([
      ['ai', 1],
      ['people', 2],
      ['waiting', 1],
    ])
    expect(stretches(returned, undone).at(-1)).toEqual(['people', 1])
  })

  it('B3: also where nobody knows of the change any more, what was held stays amber', () => {
    const spans = withPresent(read(opened(), said('customer', 'm1', 'Hi'), claimed(ann)), 'waiting')
    expect(spans.map(({ control }) => control)).toEqual(['ai', 'people', 'waiting'])
  })

  it('nothing is added where the log says the same, or where the session has ended', () => {
    const spans = read(opened(), claimed(ann))
    expect(withPresent(spans, 'people')).toEqual(spans)
    expect(withPresent(spans, null)).toEqual(spans)
  })
})

describe('a long conversation', () => {
  const long = read(
    opened(),
    ...Array.from({ length: 300 }, (_, i) => said(i % 2 ? 'ai' : 'customer', `m${i}`, `word ${i}`)),
    claimed(ann),
    said('operator', 'last', 'Here'),
  )

  it('is drawn from its end, so many items at a time', () => {
    const { spans, older } = lastItems(long, 100)
    expect(older).toBe(true)
    expect(spans.flatMap(({ items }) => items)).toHaveLength(100)
    expect(spans.at(-1)?.items.at(-1)?.text).toBe('Here')
  })

  it('is drawn whole when it is scrolled through', () => {
    const { spans, older } = lastItems(long, 1_000)
    expect(older).toBe(false)
    expect(spans).toEqual(long)
  })
})
