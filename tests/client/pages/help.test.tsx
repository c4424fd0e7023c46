import { cleanup, fireEvent, render, screen, within } from '@solidjs/testing-library'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { HandoffHelp } from '../../../client/console/help/handoff-help.tsx'
import { HumanAgentsHelp } from '../../../client/console/help/human-agents-help.tsx'

afterEach(cleanup)

const chapter = (name: string) => within(screen.getByRole('region', { name }))

describe('F18: help for Human Agents', () => {
  it.each([
    ['No message input at the bottom of the chat', 'click Assign, then Me'],
    ['The Resolve button is missing', 'The conversation is not assigned'],
    ['No escalations reach the workspace', 'Allow human handoff'],
    ['An operator does not see Human Agents', 'Tenant Operator'],
    ['No browser notifications arrive', 'on the Profile page'],
  ])('answers “%s” of the source’s common issues', (symptom, fix) => {
    render(() => <HumanAgentsHelp />)
    const issues = within(screen.getByRole('region', { name: 'Common issues' }))
    expect(issues.getByText(symptom).closest('div')?.textContent).toContain(fix)
  })
})

describe('H14: help for the screen inside the screen', () => {
  beforeEach(() => {
    Element.prototype.scrollIntoView = vi.fn()
    render(() => <HandoffHelp />)
  })

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
