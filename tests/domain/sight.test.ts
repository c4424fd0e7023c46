import { expect, test } from 'vitest'
import type { Event } from '../../domain/events.ts'
import { authoriseIn, type Principal } from '../../domain/rights.ts'
import { canSee, inSight, isWithin, resights } from '../../domain/sight.ts'
import { ann, ben, conversationId } from '../builders/events.ts'

const event = (type: string, data: object) => ({ type, data }) as unknown as Event

test('G1: who is in no group sees every service', () => {
  expect(canSee(null, 'a')).toBe(true)
  expect(canSee(null, null)).toBe(true)
})

test('G1: who is in groups sees the services of those alone, and what belongs to no service', () => {
  const sight = new Set(['a', 'b'])
  expect(['a', 'b', 'c', ''].map((id) => canSee(sight, id))).toEqual([true, true, false, false])
  expect(canSee(sight, null)).toBe(true)
})

test('G1: who is in groups without services sees none', () => {
  expect(canSee(new Set(), 'a')).toBe(false)
})

test('G1: one sees nothing that another does not when every service of theirs is among the other’s', () => {
  const [a, b, both] = [new Set(['a']), new Set(['b']), new Set(['a', 'b'])]
  expect([isWithin(a, both), isWithin(a, null), isWithin(null, null), isWithin(new Set(), a)]).toEqual(
    Array.from({ length: 4 }, () => true),
  )
  expect([isWithin(both, a), isWithin(a, b), isWithin(null, both)]).toEqual([false, false, false])
})

test('L6: an event of groups or of a role says whose pictures of before it are not theirs any more', () => {
  const group = event('group.updated', { groupId: 'g', changes: {}, resighted: ['ann'] })
  expect([resights(group, 'ann'), resights(group, 'ben')]).toEqual([true, false])
  const role = event('user.updated', { userId: 'ann', changed: ['role'] })
  expect([resights(role, 'ann'), resights(role, 'ben')]).toEqual([true, false])
  expect(resights(event('user.updated', { userId: 'ann', changed: ['name'] }), 'ann')).toBe(false)
  expect(resights(event('mode.changed', { serviceId: 'a' }), 'ann')).toBe(false)
})

test('G1: events of groups name services in sight alone; who sees every one is told of them as they stand', () => {
  const group = { id: 'g', name: 'Night', description: '', services: ['a', 'b'], members: [] }
  const made = event('group.created', { group, resighted: [] })
  expect(inSight(made, new Set(['a'])).data).toMatchObject({ group: { ...group, services: ['a'] } })
  expect(inSight(made, new Set(['a', 'b']))).toBe(made)
  expect(inSight(made, null)).toBe(made)
  const changed = event('group.updated', { groupId: 'g', changes: { name: 'Day', services: ['b'] }, resighted: [] })
  expect(inSight(changed, new Set(['a'])).data).toMatchObject({ changes: { name: 'Day', services: [] } })
  const renamed = event('group.updated', { groupId: 'g', changes: { name: 'Day' }, resighted: [] })
  expect(inSight(renamed, new Set())).toBe(renamed)
})

test('L7, G1: who is to act or to own sees the service, whoever names them; rules see everything', () => {
  const sees = (id: string) => (id === ben.id ? new Set(['b']) : null)
  const key: Principal = { kind: 'key', workspaceId: 'w', id: 'k', name: 'Shop', scopes: new Set() }
  const rule: Principal = { kind: 'rule', workspaceId: 'w', name: 'timer' }
  const give = { name: 'assign' as const, conversationId, operator: ann, to: ben }
  const release = { name: 'release' as const, conversationId, operator: ben }
  expect(authoriseIn(key, give, 'a', sees)).toMatchObject({ refused: 'operator_required' })
  expect(authoriseIn(key, give, 'b', sees)).toBeNull()
  expect(authoriseIn(key, release, 'a', sees)).toMatchObject({ refused: 'operator_required' })
  expect(authoriseIn(rule, release, 'a', sees)).toBeNull()
})
