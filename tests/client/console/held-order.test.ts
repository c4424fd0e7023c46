import { createRoot, createSignal } from 'solid-js'
import { describe, expect, it } from 'vitest'
import type { Row } from '../../../client/console/live/ranking.ts'
import { createHeldOrder, movedBetween } from '../../../client/console/pages/handoff/held-order.ts'

const row = (id: string, attention = false) => ({ id, attention }) as Row
const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((id) => row(id)) as [Row, Row, Row, Row]

function setUp() {
  return createRoot((dispose) => {
    const [rows, setRows] = createSignal<readonly Row[]>([a, b, c])
    const [held, setHeld] = createSignal(false)
    const [scope, setScope] = createSignal('all')
    return { order: createHeldOrder(rows, held, scope), setRows, setHeld, setScope, dispose }
  })
}

describe('design, Motion: cards do not move under the pointer or under a key', () => {
  it('the order stays while somebody is at the list, and says how many would move', () => {
    const { order, setRows, setHeld } = setUp()
    setHeld(true)
    setRows([c, a, b])
    expect(order.rows()).toEqual([a, b, c])
    expect(order.moved()).toBe(1)
    setHeld(false)
    expect(order.rows()).toEqual([c, a, b])
    expect(order.moved()).toBe(0)
  })

  it('a new conversation that needs a person is told apart', () => {
    const { order, setRows, setHeld } = setUp()
    setHeld(true)
    setRows([row('new', true), a, b, c])
    expect([order.moved(), order.urgent()]).toEqual([1, 1])
  })

  it('another filter or order is what the person asked for, held or not', () => {
    const { order, setRows, setHeld, setScope } = setUp()
    setHeld(true)
    setRows([c])
    setScope('attention')
    expect(order.rows()).toEqual([c])
  })
})

describe('how many cards move', () => {
  it('is the least number that must be taken out and put elsewhere', () => {
    expect(movedBetween([a, b, c, d], [a, b, c, d])).toBe(0)
    expect(movedBetween([a, b, c, d], [d, a, b, c])).toBe(1)
    expect(movedBetween([a, b, c, d], [d, c, b, a])).toBe(3)
    expect(movedBetween([a, b], [b, c])).toBe(2)
  })
})
