import { createMemo, createRoot } from 'solid-js'
import { describe, expect, it } from 'vitest'
import { createRanking } from '../../../client/console/live/ranking.ts'
import type { Conversation } from '../../../domain/conversation.ts'
import { foldOf } from '../../../domain/wire.ts'
import { flagRaised, opened, said, serviceCreated, serviceId } from '../../builders/events.ts'
import { elsewhere, logOf, snapshotOf } from './board-of.ts'

const ids = Array.from({ length: 40 }, (_, i) => `conversation-${i}`)
const board = snapshotOf(
  logOf(
    serviceCreated(),
    ...ids.flatMap((id) => [elsewhere(id, opened()), elsewhere(id, said('customer', `m-${id}`, 'Where is it?'))]),
    ...ids.slice(0, 20).map((id) => elsewhere(id, flagRaised('negative_feedback', `m-${id}`))),
  ),
)
const fresh = (id: string): Conversation => {
  const view = board.conversations.find((one) => one.id === id)
  if (!view) throw new Error(`no ${id}`)
  return foldOf(view)
}
const calm = (id: string): Conversation => ({ ...fresh(id), flags: [] })

const ranking = () => createRanking({ service: () => board.services[0], now: () => Date.now() })

describe('B6: the list stays in order while conversations come, go and move', () => {
  it('and stands as if it had been put in order anew, in whatever order it is asked for', () => {
    // A linear congruence, so that a failure can be run again.
    let seed = 7
    const dice = (sides: number) => (seed = (seed * 48_271) % 2_147_483_647) % sides
    const kept = ranking()
    const now = new Map<string, Conversation>()
    for (let round = 0; round < 300; round++) {
      for (let i = 0; i < 1 + dice(4); i++) {
        const id = ids[dice(ids.length)] as string
        const next = [undefined, fresh(id), calm(id)][dice(3)]
        if (next) now.set(id, next)
        else now.delete(id)
        kept.touch(id, next)
      }
      if (dice(2)) kept.publish()
      const sort = (['urgent', 'urgent', 'newest', 'oldest'] as const)[dice(4)] ?? 'urgent'
      const anew = ranking()
      anew.replace(now.values())
      const listed = (of: typeof kept) => of.rows(serviceId, sort).map((row) => row.id)
      expect(listed(kept)).toEqual(listed(anew))
      expect(listed(kept).toSorted()).toEqual([...now.keys()].toSorted())
    }
  })

  it('F8: a conversation that changes hands is listed anew, also where nothing else of it changes', () => {
    const [mira, jonas] = [
      { id: 'op-mira', name: 'Mira' },
      { id: 'op-jonas', name: 'Jonas' },
    ]
    const held = (owner: typeof mira): Conversation => ({ ...calm('conversation-1'), control: 'people', owner })
    // Before anybody waits: no urgency moves, which would list it anew too.
    const kept = createRanking({ service: () => board.services[0], now: () => 0 })
    kept.replace([held(mira)])
    createRoot((stop) => {
      const owners = createMemo(() => kept.paused().map((row) => row.held.owner?.name))
      expect(owners()).toEqual(['Mira'])
      kept.touch('conversation-1', held(jonas))
      kept.publish()
      expect(owners()).toEqual(['Jonas'])
      kept.touch('conversation-1', calm('conversation-1'))
      kept.publish()
      expect(owners()).toEqual([])
      stop()
    })
  })

  it('a list that was given keeps the order in which it was given', () => {
    const kept = ranking()
    kept.replace(ids.slice(0, 3).map(calm))
    const before = kept.rows(serviceId, 'urgent')
    const copy = [...before]
    kept.touch('conversation-2', fresh('conversation-2'))
    expect(kept.rows(serviceId, 'urgent')[0]?.id).toBe('conversation-2')
    expect(before).toEqual(copy)
  })
})
