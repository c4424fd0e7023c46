import { cleanup, fireEvent, render, screen, waitFor } from '@solidjs/testing-library'
import { createSignal } from 'solid-js'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { Button, Confirm } from '../../../client/ui/index.ts'

afterEach(cleanup)

function Resolve(props: { onYes: () => void }) {
  const [open, setOpen] = createSignal(false)
  return (
    <>
      <Button variant="danger" onClick={() => setOpen(true)}>
        Resolve
      </Button>
      <Confirm
        open={open()}
        title="Are you sure you want to resolve this session?"
        danger
        onYes={() => {
          props.onYes()
          setOpen(false)
        }}
        onClose={() => setOpen(false)}
      />
    </>
  )
}

async function ask(onYes = vi.fn()) {
  render(() => <Resolve onYes={onYes} />)
  const opener = screen.getByRole('button', { name: 'Resolve' })
  opener.focus()
  fireEvent.click(opener)
  const dialog = await screen.findByRole('alertdialog', { name: 'Are you sure you want to resolve this session?' })
  await waitFor(() => expect(document.activeElement?.textContent).toBe('No'))
  return { opener, dialog, onYes }
}

describe('F15: a step that cannot be undone asks first', () => {
  it('puts the focus on the answer that changes nothing, inside the dialog', async () => {
    const { dialog } = await ask()
    expect(dialog.contains(document.activeElement)).toBe(true)
    expect(dialog.getAttribute('aria-modal')).toBe('true')
  })

  it('closes with Esc without doing it, and gives the focus back to where it was', async () => {
    const { opener, onYes } = await ask()
    fireEvent.keyDown(document.activeElement ?? document.body, { key: 'Escape' })
    await waitFor(() => expect(screen.queryByRole('alertdialog')).toBeNull())
    await waitFor(() => expect(document.activeElement).toBe(opener))
    expect(onYes).not.toHaveBeenCalled()
  })

  it('does it on Yes, once', async () => {
    const { opener, onYes } = await ask()
    fireEvent.click(screen.getByRole('button', { name: 'Yes' }))
    await waitFor(() => expect(document.activeElement).toBe(opener))
    expect(onYes).toHaveBeenCalledOnce()
  })
})
