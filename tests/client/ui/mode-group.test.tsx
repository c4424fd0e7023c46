import { cleanup, fireEvent, render, screen } from '@solidjs/testing-library'
import { createSignal } from 'solid-js'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { ModeGroup } from '../../../client/ui/index.ts'
import type { Mode } from '../../../domain/mode.ts'

afterEach(cleanup)

const pressed = () => screen.getAllByRole('button', { pressed: true }).map((button) => button.textContent)

describe('H3: the mode group beside a service', () => {
  it('has the three modes by name, the present one pressed, and follows a change', () => {
    const [mode, setMode] = createSignal<Mode>('human_supported')
    render(() => <ModeGroup label="Mode of Customer Care" value={mode()} onChoose={() => {}} />)
    expect(screen.getByRole('group', { name: 'Mode of Customer Care' })).toBeTruthy()
    expect(screen.getAllByRole('button').map((button) => button.textContent)).toEqual([
      'AI Only',
      'Human-Supported AI',
      'Human Only',
    ])
    expect(pressed()).toEqual(['Human-Supported AI'])
    setMode('human_only')
    expect(pressed()).toEqual(['Human Only'])
  })

  it('has none pressed while services differ', () => {
    render(() => <ModeGroup label="Mode of all services" value={null} onChoose={() => {}} />)
    expect(screen.queryAllByRole('button', { pressed: true })).toHaveLength(0)
  })

  it('tells which mode was chosen, and is silent about the present one', () => {
    const chosen = vi.fn()
    render(() => <ModeGroup label="Mode" value="ai_only" onChoose={chosen} />)
    fireEvent.click(screen.getByRole('button', { name: 'AI Only' }))
    fireEvent.click(screen.getByRole('button', { name: 'Human Only' }))
    expect(chosen.mock.calls).toEqual([['human_only']])
  })

  it('shows the mode that is being saved, and takes no second choice meanwhile', () => {
    const chosen = vi.fn()
    render(() => <ModeGroup label="Mode" value="ai_only" saving="human_only" onChoose={chosen} />)
    expect(pressed()).toEqual(['Human Only'])
    expect(screen.getByRole('group').getAttribute('aria-busy')).toBe('true')
    fireEvent.click(screen.getByRole('button', { name: 'Human-Supported AI' }))
    expect(chosen).not.toHaveBeenCalled()
  })

  it('says why somebody may not change it', () => {
    const chosen = vi.fn()
    render(() => (
      <ModeGroup label="Mode" value="ai_only" reason="Only an administrator can change the mode" onChoose={chosen} />
    ))
    const button = screen.getByRole('button', { name: 'Human Only' })
    fireEvent.click(button)
    expect(chosen).not.toHaveBeenCalled()
    expect(document.getElementById(button.getAttribute('aria-describedby') ?? '')?.textContent).toBe(
      'Only an administrator can change the mode',
    )
  })
})
