import fc from 'fast-check'
import { createEffect, createRoot } from 'solid-js'
import { describe, expect, it, vi } from 'vitest'
import { anyLog } from '../../builders/any-event.ts'
import {
  ann,
  claimed,
  conversationId,
  event,
  flagRaised,
  modeChanged,
  opened,
  resolved,
  said,
  serviceCreated,
  serviceId,
} from '../../builders/events.ts'
import { elsewhere, logOf, snapshotOf, storeOf, viewsOf } from './board-of.ts'

const past = logOf(
  serviceCreated(),
  opened(),
  said('customer', 'm1', 'Where is my lamp?'),
  elsewhere('conversation-2', opened()),
  elsewhere('conversation-2', said('customer', 'm2', 'Hello?')),
)
const then = (...happened: Parameters<typeof logOf>) =>
  viewsOf(logOf(...happened).map((one) => ({ ...one, seq: one.seq + past.length })))

function loaded() {
  const all = storeOf()
  all.store.load(snapshotOf(past))
  return all
}

describe('L6: the console’s picture is the server’s', () => {
  it('a snapshot and the events after it show what a fresh snapshot shows, for any log', () => {
    fc.assert(
      fc.property(anyLog(), fc.nat(), (log, cut) => {
        const at = cut % (log.length + 1)
        const { store, draw } = storeOf()
        store.load(snapshotOf(log.slice(0, at)))
        for (const view of viewsOf(log.slice(at))) store.apply(view)
        draw()
        const fresh = snapshotOf(log)
        expect(store.stats()).toEqual(fresh.stats)
        expect(store.cursor()).toBe(fresh.cursor)
        for (const conversation of fresh.conversations) expect(store.card(conversation.id)).toEqual(conversation)
        const listed = store.services().flatMap(({ id }) => store.ranking.rows(id, 'urgent').map((row) => row.id))
        expect(listed.sort()).toEqual(fresh.conversations.map(({ id }) => id).sort())
      }),
    )
  })

  it('knows nothing before the first snapshot, and says so: no counter is 0 then', () => {
    const { store } = storeOf()
    expect(store.loaded()).toBe(false)
    store.load(snapshotOf(past))
    expect(store.loaded()).toBe(true)
    expect(store.stats().activeConversations).toBe(2)
  })

  it('folds a conversation that was opened before the snapshot and speaks after it', () => {
    const quiet = logOf(serviceCreated(), opened())
    const { store, draw, unknown } = storeOf()
    store.load(snapshotOf(quiet))
    expect(store.stats().activeConversations).toBe(0)
    for (const view of viewsOf(logOf(serviceCreated(), opened(), said('customer', 'm1', 'Hi'))).slice(2))
      store.apply(view)
    draw()
    expect(store.stats().activeConversations).toBe(1)
    expect(unknown()).toBe(0)
  })

  it('asks for a snapshot when somebody speaks in a conversation that it never heard of', () => {
    const { store, unknown } = loaded()
    for (const view of then(elsewhere('conversation-9', said('customer', 'm9', 'Hi')))) store.apply(view)
    expect(unknown()).toBe(1)
  })
})

describe('L5: nothing is shown twice', () => {
  it('an event that comes again after a reconnect counts once', () => {
    const { store, draw } = loaded()
    const views = then(said('customer', 'm3', 'Still there?'))
    for (const view of [...views, ...views, ...viewsOf(past)]) store.apply(view)
    draw()
    expect(store.card(conversationId)?.messageCount).toBe(2)
    expect(store.seq()).toBe(6)
  })

  it('listeners hear each event once, with what stood before and after', () => {
    const { store } = loaded()
    const heard = vi.fn()
    store.listen(heard)
    const [view] = then(claimed(ann))
    if (!view) throw new Error('no event')
    store.apply(view)
    store.apply(view)
    expect(heard).toHaveBeenCalledOnce()
    expect(heard.mock.calls[0]?.[0]).toMatchObject({ before: { owner: null }, after: { owner: ann } })
  })
})

describe('style: one event draws one card', () => {
  it('and no other, and what comes within a frame is drawn together', () => {
    createRoot((dispose) => {
      const { store, draw, waiting } = loaded()
      const drawn = { mine: 0, other: 0 }
      createEffect(() => store.card(conversationId) && drawn.mine++)
      createEffect(() => store.card('conversation-2') && drawn.other++)
      queueMicrotask(() => {
        for (const view of then(said('ai', 'm3', 'It is on its way.'), said('customer', 'm4', 'Thanks')))
          store.apply(view)
        expect(waiting()).toBe(1)
        expect(drawn).toEqual({ mine: 1, other: 1 })
        draw()
        expect(drawn).toEqual({ mine: 2, other: 1 })
        expect(store.card(conversationId)?.messageCount).toBe(3)
        dispose()
      })
    })
  })

  it('a new attention does not wait for the frame (H8)', () => {
    const { store } = loaded()
    for (const view of then(flagRaised('help_requested', 'm1'))) store.apply(view)
    expect(store.card(conversationId)?.needsAttention).toBe(true)
    expect(store.stats().needsAttention).toBe(1)
  })

  it('of a flood of them the first is drawn at once, the others with the frame', () => {
    const { store, draw } = loaded()
    for (const view of then(
      flagRaised('help_requested', 'm1'),
      elsewhere('conversation-2', flagRaised('non_answer', 'm2')),
    ))
      store.apply(view)
    expect(store.stats().needsAttention).toBe(1)
    draw()
    expect(store.stats().needsAttention).toBe(2)
  })

  it('a mode change draws all of its service’s cards (L9)', () => {
    const { store } = loaded()
    for (const view of then(modeChanged('human_only'))) store.apply(view)
    expect(store.card(conversationId)?.status).toBe('paused')
    expect(store.card('conversation-2')?.status).toBe('paused')
    expect(store.stats()).toMatchObject({ paused: 2, waiting: 2 })
  })
})

describe('what the lists show', () => {
  it('most urgent first: a flag before everything that has none (B6)', () => {
    const { store } = loaded()
    for (const view of then(elsewhere('conversation-2', flagRaised('negative_feedback', 'm2')))) store.apply(view)
    expect(store.ranking.rows(serviceId, 'urgent').map(({ id }) => id)).toEqual(['conversation-2', conversationId])
    expect(store.ranking.rows(serviceId, 'oldest').map(({ id }) => id)).toEqual([conversationId, 'conversation-2'])
    expect(store.ranking.attention().map(({ id }) => id)).toEqual(['conversation-2'])
  })

  it('what was resolved leaves the list, and stays readable where it is open', () => {
    const { store, draw } = loaded()
    for (const view of then(resolved(ann))) store.apply(view)
    draw()
    expect(store.ranking.rows(serviceId, 'urgent').map(({ id }) => id)).toEqual(['conversation-2'])
    expect(store.card(conversationId)?.status).toBe('resolved')
  })

  it('what needs attention since the gap before a fresh snapshot is told once', () => {
    const { store } = loaded()
    const fresh = snapshotOf([...past, ...logOf(flagRaised('non_answer', 'm1')).map((one) => ({ ...one, seq: 6 }))], 2)
    expect(store.load(fresh).began).toEqual([conversationId])
    expect(store.load(fresh).began).toEqual([])
  })

  it('of the first snapshot nothing is new', () => {
    const { store } = storeOf()
    const log = logOf(
      serviceCreated(),
      opened(),
      said('customer', 'm1', 'A person, please'),
      flagRaised('help_requested', 'm1'),
    )
    expect(store.load(snapshotOf(log)).began).toEqual([])
  })

  it('a service that is renamed keeps its conversations', () => {
    const { store } = loaded()
    for (const view of then(event('service.updated', { serviceId, changes: { name: 'Care' } })))
      store.apply({ ...view, conversationId: null })
    expect(store.service(serviceId)?.name).toBe('Care')
    expect(store.ranking.rows(serviceId, 'urgent')).toHaveLength(2)
  })
})
