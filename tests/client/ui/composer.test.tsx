import { cleanup, fireEvent, render, screen } from '@solidjs/testing-library'
import { createSignal } from 'solid-js'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { Box } from '../../../client/ui/index.ts'

afterEach(cleanup)

function box(options: { enter: 'new-line' | 'sends'; text?: string; sending?: boolean; reason?: string }) {
  const onSend = vi.fn()
  const [text, setText] = createSignal(options.text ?? 'It leaves tonight.')
  render(() => (
    <Box
      label="Reply"
      reader="customer"
      enter={options.enter}
      value={text()}
      sending={options.sending}
      reason={options.reason}
      onInput={setText}
      onSend={onSend}
    />
  ))
  const area = screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Reply' })
  const press = (init: KeyboardEventInit = {}) => fireEvent.keyDown(area, { key: 'Enter', ...init })
  return { area, press, onSend, text }
}

describe('H10 and F13: what Enter does', () => {
  it('on Human Handoff Enter is a new line, and Ctrl + Enter sends', () => {
    const { press, onSend } = box({ enter: 'new-line' })
    press()
    expect(onSend).not.toHaveBeenCalled()
    press({ ctrlKey: true })
    expect(onSend).toHaveBeenCalledOnce()
  })

  it('on Human Agents Enter and Ctrl + Enter send, and Shift + Enter is a new line', () => {
    const { press, onSend } = box({ enter: 'sends' })
    press({ shiftKey: true })
    expect(onSend).not.toHaveBeenCalled()
    press()
    press({ ctrlKey: true })
    expect(onSend).toHaveBeenCalledTimes(2)
  })

  it('does not send while a letter is still being composed', () => {
    const { press, onSend } = box({ enter: 'sends' })
    press({ isComposing: true })
    expect(onSend).not.toHaveBeenCalled()
  })

  it('sends nothing that is empty, and nothing while the last message is on its way or somebody else holds it', () => {
    for (const options of [{ text: '  \n' }, { sending: true }, { reason: 'Jonas Weidt took over' }]) {
      const { press, onSend } = box({ enter: 'sends', ...options })
      press()
      fireEvent.click(screen.getByRole('button', { name: 'Send' }))
      expect(onSend).not.toHaveBeenCalled()
      cleanup()
    }
  })

  it('keeps what was typed when it sends: only the answer of the server clears the box', () => {
    const { press, area } = box({ enter: 'sends' })
    fireEvent.input(area, { target: { value: 'On Friday.' } })
    press()
    expect(area.value).toBe('On Friday.')
  })
})
