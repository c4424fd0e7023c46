import { createRoot, createSignal } from 'solid-js'
import { afterEach, describe, expect, it } from 'vitest'
import { createDraft } from '../../../client/console/pages/settings/draft.ts'

let dispose = () => {}
afterEach(() => dispose())

/** A form over what the server has; `save` is a colleague who changes it there. */
function form() {
  const [saved, save] = createSignal({ name: 'Orders', agent: 'Assistant', allowHandoff: true })
  const draft = createRoot((end) => {
    dispose = end
    return createDraft(saved)
  })
  return { draft, save: (changes: object) => save((before) => ({ ...before, ...changes })) }
}

describe('a form between what it started from and what the server has now', () => {
  it('sends only what was changed, so that two people who change different fields both keep their change', () => {
    const { draft, save } = form()
    draft.set('name', 'Orders and returns')
    save({ agent: 'Returns' })
    expect(draft.changes()).toEqual({ name: 'Orders and returns' })
    expect(draft.values.agent).toBe('Returns')
    expect(draft.conflicts()).toEqual([])
  })

  it('a field that was not touched follows the server', () => {
    const { draft, save } = form()
    save({ name: 'Care' })
    expect(draft.values.name).toBe('Care')
    expect(draft.changed()).toBe(false)
  })

  it('a field that both changed is a conflict until the person has said whose value holds', () => {
    const { draft, save } = form()
    draft.set('name', 'Mine')
    save({ name: 'Theirs' })
    expect(draft.conflicts()).toEqual(['name'])
    expect(draft.values.name).toBe('Mine')
    expect(draft.theirs('name')).toBe('Theirs')
    draft.keepMine('name')
    expect(draft.conflicts()).toEqual([])
    expect(draft.changes()).toEqual({ name: 'Mine' })
  })

  it('taking theirs leaves nothing to save', () => {
    const { draft, save } = form()
    draft.set('name', 'Mine')
    save({ name: 'Theirs' })
    draft.takeTheirs('name')
    expect(draft.values.name).toBe('Theirs')
    expect(draft.changed()).toBe(false)
  })

  it('the same change by both is no conflict, and nothing is left to save', () => {
    const { draft, save } = form()
    draft.set('name', 'Care')
    save({ name: 'Care' })
    expect(draft.conflicts()).toEqual([])
    expect(draft.changed()).toBe(false)
  })

  it('typing back what was there is no change', () => {
    const { draft } = form()
    draft.set('allowHandoff', false)
    draft.set('allowHandoff', true)
    expect(draft.changed()).toBe(false)
  })

  it('discarding goes back to what the server has now, not to what it had', () => {
    const { draft, save } = form()
    draft.set('name', 'Mine')
    save({ name: 'Theirs' })
    draft.discard()
    expect(draft.values.name).toBe('Theirs')
    expect(draft.conflicts()).toEqual([])
  })
})
