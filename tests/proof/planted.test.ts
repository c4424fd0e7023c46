import { expect, test } from 'vitest'
import { gaps } from './planted/planted.ts'

test('the planted bugs still fit the code, and every law and row that is there has one', () => {
  expect(gaps()).toEqual([])
})
