import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Sql } from '../../db/connect.ts'
import type { Bus, News } from '../../server/bus/bus.ts'
import type { Logged } from '../../server/hub/frames.ts'
import type { Hub } from '../../server/hub/hub.ts'
import type { Reader } from '../../server/hub/reader.ts'
import { type WatchRights, watchRights } from '../../server/watch-rights.ts'

const W = 'workspace'
let away: boolean
let elapsed: number
let readers: [string, Reader][]
let tellEvent: (event: object) => void
let tellNews: (news: News) => void
let watch: WatchRights | undefined

/** A node among several that hears the others; whether it reaches the database is `away`. */
async function node({ shared = true } = {}): Promise<WatchRights> {
  const asked = async () => {
    if (away) throw new Error('away')
    return [...readers].flatMap(([, { right }]) => ('id' in right ? [{ id: right.id }] : []))
  }
  const parts = {
    sql: (() => asked()) as unknown as Sql,
    hub: {
      readers: () => readers,
      workspaces: () => [{ workspaceId: W, generation: 1 }],
      resight: () => {},
      onEvent: (listener: (workspaceId: string, event: Logged) => void) => {
        tellEvent = (event) => listener(W, event as Logged)
      },
    } as unknown as Hub,
    bus: {
      shared,
      onNews: (listener: (news: News) => void) => {
        tellNews = listener
      },
    } as unknown as Bus,
    keys: { living: async () => new Set((await asked()).map(({ id }) => id)) } as never,
    sights: { load: () => asked().then(() => false), of: () => null } as never,
    releaseUnseen: async () => null,
    now: () => 0,
    elapsed: () => elapsed,
  }
  const made = watchRights(parts)
  watch = made
  await made.look()
  return made
}

function reader(right: Reader['right']): Reader {
  const audience = { kind: 'operators', conversationId: null, services: null } as const
  const one: Reader = { outlet: { close: vi.fn() } as never, audience, right, sent: 0, closed: false }
  readers.push([W, one])
  return one
}
const session = (userId: string) => reader({ kind: 'session', id: `session of ${userId}`, userId })
const open = () =>
  readers.flatMap(([, { closed, right }]) => (closed ? [] : 'userId' in right ? right.userId : right.kind))

beforeEach(() => {
  away = false
  elapsed = 0
  readers = []
})
afterEach(() => watch?.stop())

test('L7: a key that was revoked is ended by its line in the log, also where the database is out of reach', async () => {
  reader({ kind: 'key', id: 'shop' })
  reader({ kind: 'key', id: 'other' })
  await node()
  away = true
  tellEvent({ type: 'key.revoked', data: { keyId: 'shop' } })
  expect(readers.map(([, { closed }]) => closed)).toEqual([true, false])
})

test.each([
  ['a group', () => tellEvent({ type: 'group.updated', data: { groupId: 'g', changes: {}, resighted: ['ann'] } })],
  ['a role', () => tellEvent({ type: 'user.updated', data: { userId: 'ann', changed: ['role'] } })],
  ['a password', () => tellEvent({ type: 'user.updated', data: { userId: 'ann', changed: ['password'] } })],
  ['a sign-out', () => tellNews({ kind: 'identity', users: ['ann'] })],
])(
  'L7, G1: whose right may have changed with %s is ended by a node that cannot look, and nobody else',
  async (_, tell) => {
    session('ann')
    session('ben')
    reader({ kind: 'key', id: 'shop' })
    const rights = await node()
    tell()
    await rights.look()
    expect(open()).toEqual(['ann', 'ben', 'key'])
    away = true
    tell()
    await rights.look()
    expect(open()).toEqual(['ben', 'key'])
  },
)

test('L7: after a minute without a look a node that hears others tells the team and programs nothing more; customers have an end of their own', async () => {
  session('ann')
  reader({ kind: 'key', id: 'shop' })
  reader({ kind: 'token', expiresAt: 1 })
  const rights = await node()
  away = true
  elapsed = 60_000
  await rights.look()
  expect(open()).toEqual(['ann', 'key', 'token'])
  elapsed = 60_001
  await rights.look()
  expect(open()).toEqual(['token'])
})

test('L13: a node that has the database to itself tells nothing new without it, and keeps its streams', async () => {
  session('ann')
  const rights = await node({ shared: false })
  away = true
  elapsed = 600_000
  await rights.look()
  expect(open()).toEqual(['ann'])
})

test('L7: a customer’s token that is over ends its stream, also where the database is out of reach', async () => {
  reader({ kind: 'token', expiresAt: 0 })
  const rights = await node()
  expect(open()).toEqual([])
  reader({ kind: 'token', expiresAt: 0 })
  away = true
  await rights.look()
  expect(open()).toEqual([])
})
