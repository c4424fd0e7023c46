import { cleanup, fireEvent, screen, waitFor, within } from '@solidjs/testing-library'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { event, opened, said, serviceCreated } from '../../builders/events.ts'
import { stubBrowser } from './browser-parts.ts'
import { createWorld, jonas, mira } from './world.tsx'

vi.mock('howler', () => ({ Howl: class {}, Howler: {} }))

beforeEach(stubBrowser)
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
  sessionStorage.clear()
})

const canned = [
  {
    id: 'r1',
    shortcut: 'refund',
    text: 'Dear {customer|customer}, it is on its way. {operator}',
    serviceId: null,
    version: 1,
  },
  { id: 'r2', shortcut: 'returns', text: 'Send it back.', serviceId: 'another', version: 1 },
  { id: 'r3', shortcut: 'receipt', text: 'Here it is.', serviceId: 'service-1', version: 1 },
]

function shop() {
  const world = createWorld()
  world.canned.push(...canned)
  world.commit(null, serviceCreated({ name: 'Customer Care' }))
  world.commit('c1', opened({ customer: { name: 'Ilse Peeters' } }), said('customer', 'm1', 'My lamp is broken'))
  return world
}
const box = (name = 'Reply to the customer') => screen.findByRole<HTMLTextAreaElement>('textbox', { name })
const type = (area: HTMLTextAreaElement, text: string) => {
  area.value = text
  area.setSelectionRange(text.length, text.length)
  fireEvent.input(area)
}

describe('canned replies in the box', () => {
  it('a slash offers those of the service, and arrows and Enter put one in, filled in', async () => {
    const world = shop()
    world.act({ name: 'takeOver', conversationId: 'c1', operator: mira }, world.as(mira))
    await world.start('/handoff/c1')
    const area = await box()
    type(area, 'One moment. /re')
    const list = await screen.findByRole('listbox', { name: 'Canned replies' })
    expect(
      within(list)
        .getAllByRole('option')
        .map((option) => option.querySelector('b')?.textContent),
    ).toEqual(['/receipt', '/refund'])
    fireEvent.keyDown(area, { key: 'ArrowDown' })
    expect(area.getAttribute('aria-activedescendant')).toBe(within(list).getByRole('option', { selected: true }).id)
    fireEvent.keyDown(area, { key: 'Enter' })
    expect(area.value).toBe('One moment. Dear Ilse Peeters, it is on its way. Mira Solano ')
    expect(screen.queryByRole('listbox')).toBeNull()
  })

  it('Esc closes the list and neither the panel nor the text; a slash inside a word offers nothing', async () => {
    const world = shop()
    world.act({ name: 'takeOver', conversationId: 'c1', operator: mira }, world.as(mira))
    await world.start('/handoff/c1')
    const area = await box()
    type(area, '/re')
    await screen.findByRole('listbox')
    fireEvent.keyDown(area, { key: 'Escape' })
    expect(screen.queryByRole('listbox')).toBeNull()
    expect((await box()).value).toBe('/re')
    type(area, 'and/re')
    expect(screen.queryByRole('listbox')).toBeNull()
  })
})

describe('mentions and whispers', () => {
  it('an @ in a note offers colleagues, and their name is written out', async () => {
    const world = shop()
    await world.start('/handoff/c1')
    fireEvent.click(await screen.findByRole('button', { name: 'Note' }))
    const area = await box('Private note')
    type(area, 'Ask @we')
    expect(await screen.findByRole('option', { name: /Jonas Weidt/ })).toBeTruthy()
    fireEvent.keyDown(area, { key: 'Tab' })
    expect(area.value).toBe('Ask @Jonas Weidt ')
  })

  it('who is named in a note is told on whatever page they are, and several of one conversation are counted', async () => {
    const world = shop()
    await world.start('/settings/services')
    const note = (id: string, text: string) =>
      world.commit('c1', event('note.added', { note: { id, text, author: jonas, mentions: [mira] } }))
    note('n1', '@Mira Solano, look')
    expect(await screen.findByText('Jonas Weidt mentions you in a note on Ilse Peeters')).toBeTruthy()
    note('n2', '@Mira Solano, please')
    expect(await screen.findByText(/please \(2 unread here\)/)).toBeTruthy()
    fireEvent.click(screen.getByRole('button', { name: 'Seen' }))
    await waitFor(() => expect(screen.queryByText(/mentions you/)).toBeNull())
  })

  it('a whisper reaches whoever holds it, and stands in the transcript as what it is', async () => {
    const world = shop()
    world.act({ name: 'takeOver', conversationId: 'c1', operator: mira }, world.as(mira))
    await world.start('/handoff/c1')
    await box()
    world.act(
      { name: 'whisper', conversationId: 'c1', whisperId: 'w1', text: 'Ten percent', author: jonas },
      world.as(jonas),
    )
    expect(await screen.findByText('Jonas Weidt whispers to you about Ilse Peeters')).toBeTruthy()
    const note = await screen.findByRole('note')
    expect(note.textContent).toContain('Whisper to Mira Solano')
    expect(note.textContent).toContain('Ten percent')
  })

  it('F12: Assign with a note asks to whom, and says both in one', async () => {
    const world = shop()
    world.act({ name: 'takeOver', conversationId: 'c1', operator: mira }, world.as(mira))
    await world.start('/handoff/c1')
    await box()
    fireEvent.keyDown(document.body, { key: 'a' })
    fireEvent.keyDown(await screen.findByRole('menuitem', { name: 'With a note…' }), { key: 'Enter' })
    const dialog = within(await screen.findByRole('dialog', { name: 'Assign Ilse Peeters with a note' }))
    fireEvent.click(dialog.getByRole('button', { name: 'Assign' }))
    expect(dialog.getByText('Choose who gets it.')).toBeTruthy()
    fireEvent.change(dialog.getByLabelText('To'), { target: { value: jonas.id } })
    fireEvent.input(dialog.getByLabelText(/Private note/), { target: { value: 'He wants the blue one.' } })
    fireEvent.click(dialog.getByRole('button', { name: 'Assign' }))
    await waitFor(() =>
      expect(world.server.asked('POST', '/api/v1/conversations/c1/assign')).toMatchObject([
        { body: { operatorId: jonas.id, note: 'He wants the blue one.' } },
      ]),
    )
  })
})

describe('files', () => {
  it('a chosen file is brought, named beside the text, and goes with the message; files alone go under their names', async () => {
    const world = shop()
    world.act({ name: 'takeOver', conversationId: 'c1', operator: mira }, world.as(mira))
    await world.start('/handoff/c1')
    await box()
    const file = new File(['hello'], 'offer.txt', { type: 'text/plain' })
    fireEvent.change(screen.getByLabelText('Files to attach'), { target: { files: [file] } })
    expect(await screen.findByText('offer.txt')).toBeTruthy()
    fireEvent.click(screen.getByRole('button', { name: 'Send' }))
    await waitFor(() =>
      expect(world.server.asked('POST', '/api/v1/conversations/c1/messages')).toMatchObject([
        { body: { role: 'operator', text: 'offer.txt', attachments: ['file-1'] } },
      ]),
    )
    const link = await within(screen.getByRole('log')).findByRole('link', { name: 'offer.txt' })
    expect(link.getAttribute('href')).toBe('/api/v1/conversations/c1/attachments/file-1')
    expect(link.hasAttribute('download')).toBe(true)
    await waitFor(() => expect(screen.queryByRole('list', { name: 'Attached files' })).toBeNull())
  })

  it('one that is not taken says why, and the text stays', async () => {
    const world = shop()
    world.act({ name: 'takeOver', conversationId: 'c1', operator: mira }, world.as(mira))
    await world.start('/handoff/c1')
    const area = await box()
    fireEvent.input(area, { target: { value: 'Here:' } })
    fireEvent.change(screen.getByLabelText('Files to attach'), { target: { files: [new File(['x'], 'x.exe')] } })
    expect((await screen.findByRole('alert')).textContent).toContain('x.exe: Only PNG and plain text are taken.')
    expect((await box()).value).toBe('Here:')
  })
})
