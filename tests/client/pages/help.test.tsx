import { cleanup, fireEvent, render, screen, within } from '@solidjs/testing-library'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { HandoffHelp } from '../../../client/console/help/handoff-help.tsx'

afterEach(cleanup)
beforeEach(() => {
  Element.prototype.scrollIntoView = vi.fn()
  render(() => <HandoffHelp />)
})

const chapter = (name: string) => within(screen.getByRole('region', { name }))

describe('H14: help for the screen inside the screen', () => {
  it.each([
    ['Connection Status', 'Receiving live conversation updates'],
    ['Stats Bar', 'currently in progress across all services'],
    [
      'Service Modes',
      'The AI is fully disabled. Customers see no automated responses until a human agent manually replies.',
    ],
    ['Conversation List', 'A preview of the first thing the customer asked'],
    ['Attention Flags', 'The customer explicitly requested to speak to a human.'],
    ['Taking Over a Conversation', 'The AI will resume responding from the next customer message'],
    ['Notifications', 'even if you are on a different page in the admin console'],
  ])('has the chapter “%s” in the words of the source', (name, words) => {
    expect(screen.getByRole('region', { name }).textContent).toContain(words)
  })

  it('shows the badges as they look on the screen', () => {
    for (const label of ['Thumbs Down', 'Non-Answer', 'Negative Feedback', 'Help Requested']) {
      expect(chapter('Attention Flags').getByText(label).closest('.flag')).toBeTruthy()
    }
    expect(chapter('Conversation List').getByText('AI Active').closest('.badge')).toBeTruthy()
  })

  it('leads to a chapter, with the focus, and leaves the address alone', () => {
    const before = location.href
    fireEvent.click(screen.getByRole('button', { name: 'Notifications' }))
    expect(document.activeElement?.textContent).toBe('Notifications')
    expect(location.href).toBe(before)
  })

  it('announces nothing: a drawing of the connection is not the connection', () => {
    expect(screen.queryByRole('status')).toBeNull()
  })
})
