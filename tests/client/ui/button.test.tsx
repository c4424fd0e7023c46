import { cleanup, fireEvent, render, screen } from '@solidjs/testing-library'
import { createSignal } from 'solid-js'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { Button, Switch } from '../../../client/ui/index.ts'

afterEach(cleanup)

const description = (element: HTMLElement) =>
  document.getElementById(element.getAttribute('aria-describedby') ?? '')?.textContent

describe('A4: a button that cannot be pressed says why', () => {
  it('can be focused, is announced as disabled, and its reason is its description', () => {
    render(() => <Button reason="Session is already finished">Hand over to the operator</Button>)
    const button = screen.getByRole('button', { name: 'Hand over to the operator' })
    button.focus()
    expect(document.activeElement).toBe(button)
    expect(button.getAttribute('aria-disabled')).toBe('true')
    expect(button.hasAttribute('disabled')).toBe(false)
    expect(description(button)).toBe('Session is already finished')
  })

  it('does nothing when it is pressed, and does not send the form that it stands in', () => {
    const pressed = vi.fn()
    const sent = vi.fn((event: Event) => event.preventDefault())
    render(() => (
      <form onSubmit={sent}>
        <Button type="submit" reason="Jonas Weidt is handling this conversation" onClick={pressed}>
          Send
        </Button>
      </form>
    ))
    fireEvent.click(screen.getByRole('button'))
    expect(pressed).not.toHaveBeenCalled()
    expect(sent).not.toHaveBeenCalled()
  })

  it('works again as soon as the reason is gone', () => {
    const [reason, setReason] = createSignal<string | null>('Session is already finished')
    const pressed = vi.fn()
    render(() => (
      <Button reason={reason()} onClick={pressed}>
        Release
      </Button>
    ))
    setReason(null)
    const button = screen.getByRole('button')
    fireEvent.click(button)
    expect(pressed).toHaveBeenCalledOnce()
    expect(button.hasAttribute('aria-disabled')).toBe(false)
    expect(button.hasAttribute('aria-describedby')).toBe(false)
  })

  it('ignores a second press while the first is on its way', () => {
    const pressed = vi.fn()
    render(() => (
      <Button busy onClick={pressed}>
        Send
      </Button>
    ))
    fireEvent.click(screen.getByRole('button', { name: 'Send' }))
    expect(pressed).not.toHaveBeenCalled()
    expect(screen.getByRole('button').getAttribute('aria-busy')).toBe('true')
  })
})

describe('F1: a switch that is unavailable says why', () => {
  it('shows its state, gives the reason, and does not change', () => {
    const changed = vi.fn()
    render(() => <Switch label="Allow human handoff" checked reason="The workflow decides" onChange={changed} />)
    const control = screen.getByRole('switch', { name: 'Allow human handoff' })
    fireEvent.click(control)
    expect(changed).not.toHaveBeenCalled()
    expect(control.getAttribute('aria-checked')).toBe('true')
    expect(description(control)).toBe('The workflow decides')
  })
})
