import { describe, expect, test } from 'vitest'
import { type Figure, ratioAtLeast, ratioAtMost } from '../../bench/kit/bench.ts'
import { judge } from '../../bench/kit/verdict.ts'

const figure = (ratio: number, goal = ratioAtLeast(0.8)): Figure => ({
  figure: 'messages',
  value: 1,
  unit: '/s',
  reference: { name: 'bare', value: 1 },
  ratio,
  goal,
})
const listed = [{ figure: 'messages', holds: 0.7, why: 'The disk.' }]

describe('the verdict of a bench', () => {
  test('a goal that is met, and a figure without a goal, say nothing', () => {
    expect(judge([figure(0.8), { ...figure(0.1), goal: null }], [])).toEqual({ known: [], worse: [], better: [] })
  })

  test('a goal that is not met and not listed ends it with a sentence', () => {
    expect(judge([figure(0.79)], []).worse).toEqual(['Not met: messages (≥ 0.8×).'])
  })

  test('a goal that is listed as not met is said with its reason, as long as the figure holds what is known of it', () => {
    expect(judge([figure(0.7)], listed)).toEqual({
      known: [{ ...listed[0], goal: '≥ 0.8×' }],
      worse: [],
      better: [],
    })
  })

  test('one that became worse than is known ends it, whichever way is worse', () => {
    expect(judge([figure(0.69)], listed).worse).toHaveLength(1)
    expect(judge([figure(3.1, ratioAtMost(2))], [{ figure: 'messages', holds: 3, why: '' }]).worse).toEqual([
      'Not met, and worse than is known: messages (≤ 2×; known ≤ 3×).',
    ])
  })

  test('what could not be measured is not met', () => {
    expect(judge([figure(Number.NaN)], listed).worse).toHaveLength(1)
    expect(judge([figure(Number.POSITIVE_INFINITY)], []).worse).toHaveLength(1)
    expect(judge([], []).worse).toHaveLength(1)
  })

  test('one that is listed and was met is named, so that the list is kept true', () => {
    expect(judge([figure(0.9)], listed).better).toEqual(['messages'])
  })
})
