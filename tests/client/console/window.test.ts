import { createRoot, createSignal } from 'solid-js'
import { describe, expect, it } from 'vitest'
import { createWindow } from '../../../client/console/pages/handoff/window.ts'

const rows = [{ id: 'a' }, { id: 'b' }, { id: 'c' }, { id: 'd' }]
const [a, b, c, d] = rows as [{ id: string }, { id: string }, { id: string }, { id: string }]
const drawn = () => new Promise((done) => requestAnimationFrame(done))

function setUp() {
  const learnt = { height: 70 }
  return createRoot((dispose) => {
    const [visible] = createSignal({ from: 0, to: 900 })
    const window = createWindow({
      entries: () => rows,
      guess: () => learnt.height,
      visible,
      beyond: () => 600,
      shape: () => 'card',
    })
    return { window, learnt, dispose }
  })
}

describe('H7: cards of a long list lie under one another, whatever height they turn out to have', () => {
  it('a card that is taller than guessed moves those below it', async () => {
    const { window } = setUp()
    expect(window.top(b)).toBe(70)
    window.measured(a, 114)
    await drawn()
    expect([window.top(b), window.height()]).toEqual([114, 114 + 3 * 70])
  })

  it('so it does when the guess has learnt that height from the card itself', async () => {
    const { window, learnt } = setUp()
    window.top(b)
    learnt.height = 114
    window.measured(a, 114)
    await drawn()
    expect([window.top(b), window.top(d)]).toEqual([114, 3 * 114])
  })

  it('a card keeps its height when the guess learns another from its neighbour', async () => {
    const { window, learnt } = setUp()
    window.measured(a, 70)
    learnt.height = 114
    window.measured(b, 114)
    await drawn()
    expect([window.top(b), window.top(c)]).toEqual([70, 184])
  })
})
