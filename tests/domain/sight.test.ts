import { expect, test } from 'vitest'
import { canSee } from '../../domain/sight.ts'

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
