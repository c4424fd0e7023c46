import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { guardSecondPress } from '../../../client/ui/second-press.ts'

let stop = () => {}
beforeEach(() => {
  document.body.innerHTML = '<button id="yes">Yes</button><button id="under">Release</button><p id="words">Words</p>'
  stop = guardSecondPress()
})
afterEach(() => stop())

const part = (id: string) => document.getElementById(id) as HTMLElement
const heard = (id: string) => {
  const hear = vi.fn()
  for (const type of ['pointerdown', 'pointerup', 'click']) part(id).addEventListener(type, () => hear(type))
  return hear
}
/** One press at a place, and a moment after what the last one did. */
function press(id: string, { x = 100, count = 1, touch = false } = {}) {
  const at = { bubbles: true, cancelable: true, clientX: x, clientY: 50, detail: count }
  const pointer = { ...at, detail: 0, pointerType: touch ? 'touch' : 'mouse' }
  part(id).dispatchEvent(new PointerEvent('pointerdown', pointer))
  part(id).dispatchEvent(new PointerEvent('pointerup', pointer))
  part(id).dispatchEvent(new MouseEvent('click', at))
}

describe('the second press of a double click', () => {
  it('does not fall through onto what lies under the first', () => {
    const under = heard('under')
    press('yes')
    press('under', { count: 2 })
    press('under', { count: 3 })
    expect(under).not.toHaveBeenCalled()
  })

  it('reaches the same control again', () => {
    const yes = heard('yes')
    press('yes')
    press('yes', { count: 2 })
    expect(yes.mock.calls.filter(([type]) => type === 'click')).toHaveLength(2)
  })

  it('reaches another control at another place: it is meant', () => {
    const under = heard('under')
    press('yes')
    press('under', { x: 140 })
    expect(under).toHaveBeenCalledTimes(3)
  })

  it('reaches what takes the place of a control that is pressed on and on', () => {
    part('yes').dataset['again'] = ''
    const under = heard('under')
    press('yes')
    press('under', { count: 2 })
    expect(under).toHaveBeenCalledTimes(3)
  })

  it('of a finger may be less exact', () => {
    const under = heard('under')
    press('yes', { touch: true })
    press('under', { x: 118, touch: true })
    expect(under).not.toHaveBeenCalled()
  })

  it('is no concern of keys, nor of who begins on plain words', () => {
    const under = heard('under')
    press('yes')
    press('under', { count: 2 })
    part('under').click()
    expect(under.mock.calls).toEqual([['click']])
    press('words', { x: 300 })
    press('under', { x: 300, count: 2 })
    expect(under).toHaveBeenCalledTimes(4)
  })
})
