import { cleanup, fireEvent, screen, waitFor, within } from '@solidjs/testing-library'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { standardRouting } from '../../../domain/routing/settings.ts'
import {
  assigned,
  claimed,
  event,
  flagRaised,
  handedOff,
  modeChanged,
  opened,
  resolved,
  said,
  serviceCreated,
  serviceId,
} from '../../builders/events.ts'
import type { Routes } from '../pages/server.ts'
import { stubBrowser } from './browser-parts.ts'
import { createWorld, jonas, mira } from './world.tsx'

vi.mock('howler', () => ({ Howl: class {}, Howler: {} }))

beforeEach(stubBrowser)
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
  sessionStorage.clear()
  localStorage.clear()
})

/** Two that wait, one that Jonas has, one with the AI. */
function shop(routes: Routes = {}) {
  const world = createWorld('operator', routes)
  world.commit(null, serviceCreated({ name: 'EventHub', agent: 'EventHub Assistant' }))
  const customer = { name: 'Ilse Vandamme', email: 'ilse@mail.example', phone: '+32 2 204' }
  world.commit(
    'c1',
    opened({ customer, agent: 'EventHub Assistant' }),
    said('customer', 'm1', 'I want to talk to a human'),
    said('ai', 'm2', 'I am passing you on.'),
    handedOff({ summary: 'Wants to change the date.', sentiment: 'angry' }),
  )
  world.commit(
    'c2',
    opened({ customer: { name: 'Colm Hegarty' }, agent: 'Orders' }),
    said('customer', 'm3', 'Where is my ticket?'),
    flagRaised('help_requested', 'm3'),
    handedOff(),
  )
  world.commit(
    'c3',
    opened({ customer: { name: 'Niamh Brady' }, agent: 'Orders' }),
    said('customer', 'm4', 'The button does nothing'),
    claimed(jonas),
  )
  world.commit('c4', opened({ customer: { name: 'Otto Berg' } }), said('customer', 'm5', 'Only the AI has this'))
  return world
}

const inbox = () => within(screen.getByRole('region', { name: 'Conversations' }))
const group = async (name: string) => within(await inbox().findByRole('region', { name }))
const chat = async (name: string) => within(await screen.findByRole('region', { name: `Conversation with ${name}` }))
const button = (name: string | RegExp) => screen.findByRole('button', { name })
const tab = (name: RegExp) => screen.findByRole('tab', { name })
const reply = () => screen.findByRole<HTMLTextAreaElement>('textbox', { name: 'Reply to the customer' })
const noteBox = () => screen.findByRole<HTMLTextAreaElement>('textbox', { name: 'Private note' })
const write = (box: HTMLTextAreaElement, text: string) => fireEvent.input(box, { target: { value: text } })
const openMenu = async (name: string | RegExp) => fireEvent.keyDown(await button(name), { key: 'Enter' })
const pick = async (name: string | RegExp) =>
  fireEvent.keyDown(await screen.findByRole('menuitem', { name }), { key: 'Enter' })
const reasonOf = (element: HTMLElement) =>
  document.getElementById(element.getAttribute('aria-describedby') ?? '')?.textContent
const nothingIsWritten = () => expect(screen.queryByRole('textbox', { name: /Reply|Private note/ })).toBeNull()

describe('F7, F8: the list', () => {
  it('groups by operator, Unassigned first, and leaves out what the AI has', async () => {
    await shop().start('/human-agents')
    expect((await group('Unassigned')).getAllByRole('link').map((card) => card.textContent)).toHaveLength(2)
    expect((await group('Jonas Weidt')).getByText('Niamh Brady')).toBeTruthy()
    expect(screen.queryByText('Otto Berg')).toBeNull()
  })

  it('groups by AI agent in the AI Agent view', async () => {
    await shop().start('/human-agents')
    fireEvent.click(await button('AI Agent view'))
    expect((await group('Orders')).getAllByRole('link')).toHaveLength(2)
    expect((await group('EventHub Assistant')).getByText('Ilse Vandamme')).toBeTruthy()
    expect(inbox().queryByRole('region', { name: 'Unassigned' })).toBeNull()
  })

  it('counts its conversations in the menu, and one that is assigned elsewhere moves to its new group', async () => {
    const world = shop()
    await world.start('/human-agents')
    expect(await screen.findByText('3 active conversations')).toBeTruthy()
    world.commit('c3', assigned(mira, jonas))
    expect((await group('Mira Solano')).getByText('Niamh Brady')).toBeTruthy()
    world.commit('c3', resolved(mira))
    expect(await screen.findByText('2 active conversations')).toBeTruthy()
  })

  it('warns on the card: flags, and who waits long', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 600_000 })
    const world = shop()
    vi.useRealTimers()
    await world.start('/human-agents')
    const card = (await group('Unassigned')).getByText('Colm Hegarty').closest('a')
    expect(card?.textContent).toContain('Help Requested')
    expect(card?.textContent).toContain('Waiting long')
  })

  it('F18: says why handoffs land in Unassigned: no default operator is set', async () => {
    const world = shop()
    await world.start('/human-agents')
    const said = /^EventHub has no default operator: handoffs wait here until somebody takes them\./
    expect((await group('Unassigned')).getByText(said)).toBeTruthy()
    world.commit(
      null,
      event('service.updated', {
        serviceId,
        changes: { routing: { ...standardRouting, defaultOperators: [jonas.id] } },
      }),
    )
    await waitFor(() => expect(inbox().queryByText(said)).toBeNull())
  })

  it('G8: says who is at risk, to whom one is offered, and how much room who is Live has', async () => {
    const world = shop()
    world.commit(
      'c1',
      event('conversation.offered', { to: jonas, for: 'waiting', until: new Date(Date.now() + 30_000).toISOString() }),
    )
    await world.start('/human-agents')
    const card = (await group('Unassigned')).getByText('Ilse Vandamme').closest('a')
    expect(card?.textContent).toContain('Offered to Jonas')
    const live = { state: 'live', capacity: 5, since: new Date().toISOString(), atRisk: true } as const
    world.line.says({
      event: 'operators',
      data: { type: 'operators', operators: [{ ...jonas, role: 'operator', online: false, live }] },
    })
    expect((await group('Jonas Weidt')).getByText('of 5')).toBeTruthy()
    expect((await group('Jonas Weidt')).getByText('At risk')).toBeTruthy()
    fireEvent.click((await group('Unassigned')).getByText('Colm Hegarty'))
    await openMenu('Assign')
    const teammate = await screen.findByRole('menuitem', { name: /Jonas Weidt/ })
    expect(teammate.querySelector('.end')?.textContent).toBe('connection lost · 1 of 5')
  })

  it('filters, keeps a filter under a name in this browser, and says so while not all is shown', async () => {
    await shop().start('/human-agents')
    fireEvent.click(await button('Filters'))
    fireEvent.change(screen.getByLabelText('Flags'), { target: { value: 'help_requested' } })
    await waitFor(() => expect(inbox().getAllByRole('link')).toHaveLength(1))
    expect(inbox().getByText('Filtered')).toBeTruthy()
    fireEvent.submit(screen.getByLabelText(/Save this filter as/).closest('form') as HTMLFormElement)
    expect(await screen.findByText('Give it a name.')).toBeTruthy()
    fireEvent.input(screen.getByLabelText(/Save this filter as/), { target: { value: 'Calls for help' } })
    fireEvent.submit(screen.getByLabelText(/Save this filter as/).closest('form') as HTMLFormElement)
    fireEvent.click(await button('Show all'))
    await waitFor(() => expect(inbox().getAllByRole('link')).toHaveLength(3))
    cleanup()
    await shop().start('/human-agents')
    fireEvent.click(await button('Calls for help'))
    await waitFor(() => expect(inbox().getAllByRole('link')).toHaveLength(1))
    fireEvent.click(await button('Remove the filter Calls for help'))
    expect(localStorage.getItem('baton.filters.op-mira')).toBe('[]')
  })

  it('F18: says why no notifications arrive in this browser', async () => {
    await shop().start('/human-agents')
    expect(await screen.findByText(/^No notifications: This browser has no push notifications/)).toBeTruthy()
  })

  it('F18: when it is empty it says which service hands over nothing, and why', async () => {
    const world = createWorld('admin')
    world.commit(null, serviceCreated({ name: 'EventHub', allowHandoff: false }))
    await world.start('/human-agents')
    expect(await screen.findByText('No conversation is with people')).toBeTruthy()
    expect(inbox().getByRole('listitem').textContent).toBe('EventHub: “Allow human handoff” is off.')
    expect(inbox().getByRole('link', { name: 'Change it in Services' }).getAttribute('href')).toBe('/settings/services')
    world.commit(null, modeChanged('ai_only'))
    await waitFor(() => expect(inbox().getByRole('listitem').textContent).toContain('it is set to AI Only'))
  })
})

describe('F10, F11: claim and answer', () => {
  it('F18: an unassigned conversation has no input and no Resolve, and says what to do', async () => {
    await shop().start('/human-agents/c1')
    const open = await chat('Ilse Vandamme')
    expect(open.getByText('No message input: the conversation is unassigned')).toBeTruthy()
    expect(open.getByText('Click Assign, then Me. Then you can reply, and Resolve is there, too.')).toBeTruthy()
    expect(open.queryByRole('button', { name: 'Resolve' })).toBeNull()
    nothingIsWritten()
    expect((await open.findByText(/^Transfer to human agent at /)).closest('.marker')).toBeTruthy()
  })

  it('Assign, then Me: the input is there, the confirmation in its words, and who did it in the transcript', async () => {
    const world = shop()
    await world.start('/human-agents/c1')
    await openMenu('Assign')
    await pick(/^Me/)
    expect(await screen.findByText('Operator assigned. Copilot mode enabled')).toBeTruthy()
    expect(await reply()).toBeTruthy()
    expect(screen.getByText('Ilse will read this')).toBeTruthy()
    expect(await screen.findByText(/^Mira Solano was assigned by Mira Solano at /)).toBeTruthy()
    expect((await group('Mira Solano')).getByText('Ilse Vandamme')).toBeTruthy()
  })

  it('F13: Enter sends, Shift + Enter is a new line, Ctrl + Enter sends too', async () => {
    const world = shop()
    world.commit('c1', claimed(mira))
    await world.start('/human-agents/c1')
    write(await reply(), 'Hello Ilse')
    fireEvent.keyDown(await reply(), { key: 'Enter', shiftKey: true })
    expect(world.server.asked('POST', '/api/v1/conversations/c1/messages')).toHaveLength(0)
    fireEvent.keyDown(await reply(), { key: 'Enter' })
    await waitFor(() => expect(within(screen.getByRole('log')).getByText('Hello Ilse')).toBeTruthy())
    await waitFor(async () => expect((await reply()).value).toBe(''))
    write(await reply(), 'One moment')
    fireEvent.keyDown(await reply(), { key: 'Enter', ctrlKey: true })
    await waitFor(() => expect(within(screen.getByRole('log')).getByText('One moment')).toBeTruthy())
  })

  it('F12: a teammate’s name has the number of conversations beside it, and the one who gave it away reads on', async () => {
    const world = shop()
    world.commit('c1', claimed(mira))
    await world.start('/human-agents/c1')
    await openMenu('Assign, now Mira Solano')
    const item = await screen.findByRole('menuitem', { name: /Jonas Weidt/ })
    expect(screen.getByRole('menuitem', { name: /^Me/ }).textContent).toContain('holds it')
    expect(item.querySelector('.end')?.textContent).toBe('1')
    fireEvent.keyDown(item, { key: 'Enter' })
    expect(await screen.findByText('Assigned to Jonas Weidt.')).toBeTruthy()
    expect(await screen.findByText(/^Jonas Weidt was assigned by Mira Solano at /)).toBeTruthy()
    expect((await screen.findAllByText(/is handling this conversation/)).length).toBeGreaterThan(0)
    expect((await tab(/Reply/)).getAttribute('aria-disabled')).toBe('true')
  })

  it('F11: on a teammate’s conversation there is Notes, and no Reply', async () => {
    await shop().start('/human-agents/c3')
    await chat('Niamh Brady')
    expect(await noteBox()).toBeTruthy()
    fireEvent.click(await tab(/Reply/))
    expect((await tab(/Notes/)).getAttribute('aria-selected')).toBe('true')
    expect((await tab(/Reply/)).title).toBe('Jonas Weidt is handling this conversation')
    expect(reasonOf(await button('Resolve'))).toBe('Jonas Weidt is handling this conversation')
    expect(reasonOf(await button('Assign, now Jonas Weidt'))).toBe('Jonas Weidt is handling this conversation')
  })
})

describe('F14: Reply and Notes cannot be confused', () => {
  it('a note is labelled, goes to the notes alone, and its box stays a box for notes', async () => {
    const world = shop()
    world.commit('c1', claimed(mira))
    await world.start('/human-agents/c1')
    fireEvent.click(await tab(/Notes/))
    expect(screen.getByText('Only your team reads this')).toBeTruthy()
    write(await noteBox(), 'VIP, be generous')
    fireEvent.keyDown(await noteBox(), { key: 'Enter' })
    const note = await screen.findByRole('note')
    expect(note.textContent).toContain('Private note')
    expect(note.textContent).toContain('VIP, be generous')
    expect(world.server.asked('POST', '/api/v1/conversations/c1/messages')).toHaveLength(0)
    expect((await tab(/Notes/)).getAttribute('aria-selected')).toBe('true')
    await waitFor(async () => expect((await noteBox()).value).toBe(''))
  })

  it('what is typed as a note does not become a reply when the conversation is assigned meanwhile', async () => {
    const world = shop()
    await world.start('/human-agents/c3')
    write(await noteBox(), 'Do not tell the customer')
    world.commit('c3', assigned(mira, jonas))
    await waitFor(async () => expect((await tab(/Reply/)).getAttribute('aria-disabled')).toBeNull())
    expect((await noteBox()).value).toBe('Do not tell the customer')
    expect((await tab(/Notes/)).getAttribute('aria-selected')).toBe('true')
    fireEvent.click(await tab(/Reply/))
    expect((await reply()).value).toBe('')
  })

  it('each keeps its text, over a reload', async () => {
    const world = shop()
    world.commit('c1', claimed(mira))
    await world.start('/human-agents/c1')
    write(await reply(), 'Dear Ilse')
    fireEvent.click(await tab(/Notes/))
    write(await noteBox(), 'Call her back')
    expect((await group('Mira Solano')).getByText('Not sent yet')).toBeTruthy()
    cleanup()
    const again = shop()
    again.commit('c1', claimed(mira))
    await again.start('/human-agents/c1')
    expect((await reply()).value).toBe('Dear Ilse')
    fireEvent.click(await tab(/Notes/))
    expect((await noteBox()).value).toBe('Call her back')
  })
})

describe('F15: resolve', () => {
  it('asks in its words, says so, and the conversation leaves the workspace', async () => {
    const world = shop()
    world.commit('c1', claimed(mira))
    await world.start('/human-agents/c1')
    fireEvent.click(await button('Resolve'))
    const question = await screen.findByRole('alertdialog', { name: 'Are you sure you want to resolve this session?' })
    fireEvent.click(within(question).getByRole('button', { name: 'Yes' }))
    expect(await screen.findByText('Session resolved')).toBeTruthy()
    expect(await screen.findByText(/^The session was resolved by Mira Solano at /)).toBeTruthy()
    await waitFor(() => expect(inbox().queryByText('Ilse Vandamme')).toBeNull())
    expect(screen.queryByRole('button', { name: 'Resolve' })).toBeNull()
    nothingIsWritten()
  })

  it('the next operator sees the notes of the sessions before', async () => {
    const world = shop()
    const note = event('note.added', { note: { id: 'n1', text: 'Promised Friday', author: jonas } })
    world.commit('c3', note, resolved(jonas))
    world.commit(
      'c9',
      opened({ customer: { name: 'Niamh Brady' }, previousId: 'c3' }),
      said('customer', 'm9', 'Still broken'),
      handedOff(),
    )
    await world.start('/human-agents/c9')
    expect(await screen.findByText('1 private note from earlier sessions')).toBeTruthy()
    expect((await screen.findByRole('note')).textContent).toContain('Promised Friday')
  })
})

describe('F9: the Information panel', () => {
  it('has what the conversation holds, and says honestly what it does not', async () => {
    await shop().start('/human-agents/c1')
    const info = within(await screen.findByRole('complementary', { name: 'Information' }))
    for (const fact of [
      'Ilse Vandamme',
      'ilse@mail.example',
      '+32 2 204',
      /^Wants to change the date\./,
      'EventHub Assistant',
    ])
      expect(info.getByText(fact)).toBeTruthy()
    expect(info.getByText('Angry at handoff.')).toBeTruthy()
    expect(info.getByText('Nothing was collected from this customer yet.')).toBeTruthy()
    cleanup()
    const world = shop()
    world.commit('c8', opened({ customer: {} }), said('customer', 'm8', 'Hi'), claimed(mira))
    await world.start('/human-agents/c8')
    const none = within(await screen.findByRole('complementary', { name: 'Information' }))
    expect(none.getByText('No contact info found')).toBeTruthy()
    expect(none.getByText('No summary: the AI has not handed this conversation over.')).toBeTruthy()
  })
})

describe('A5, F9: what is known of the customer beside this session', () => {
  it('what was collected, what was verified, the past sessions, and the way to the 360 view in a tab of its own', async () => {
    const record = { id: 'k1', email: 'ilse@mail.example', name: null, phone: null, address: null }
    const world = shop({
      'GET /api/v1/conversations/c1/customer': () => ({ customer: record, claimed: false }),
      'GET /api/v1/customers/k1': () => ({
        ...record,
        verified: { email: { by: 'Jonas', at: '2026-11-22T10:00:00.000Z' } },
        data: [{ key: 'Preferred event date', value: '12 December' }],
        sessions: [
          { id: 'c1', status: 'paused' },
          { id: 'c0', status: 'resolved' },
        ],
      }),
    })
    await world.start('/human-agents/c1')
    const info = within(await screen.findByRole('complementary', { name: 'Information' }))
    const link = await info.findByRole('link', { name: 'Open in 360' })
    expect([link.getAttribute('href'), link.getAttribute('target')]).toEqual(['/customers/k1', '_blank'])
    expect((await info.findByText('Preferred event date')).nextElementSibling?.textContent).toBe('12 December')
    expect(info.getByText('1, none open')).toBeTruthy()
    expect(
      info.getAllByRole('img', { name: 'Verified' }).map((mark) => mark.parentElement?.textContent?.trim()),
    ).toEqual(['ilse@mail.example'])
  })
})

describe('several conversations, by the keyboard', () => {
  it('stand side by side when one is kept open; keys act on the one that one is at', async () => {
    const world = shop()
    const history = await world.start('/human-agents/c1')
    await chat('Ilse Vandamme')
    fireEvent.keyDown(document.body, { key: 'v' })
    fireEvent.click((await group('Unassigned')).getByText('Colm Hegarty'))
    await chat('Colm Hegarty')
    await chat('Ilse Vandamme')
    expect(history.get()).toBe('/human-agents/c2?beside=c1')
    fireEvent.keyDown(document.body, { key: ',' })
    await waitFor(() => expect(history.get()).toBe('/human-agents/c1?beside=c1,c2'))
    fireEvent.keyDown(document.body, { key: 't' })
    expect(await reply()).toBeTruthy()
    expect((await group('Mira Solano')).getByText('Ilse Vandamme')).toBeTruthy()
    fireEvent.keyDown(document.body, { key: 'Escape' })
    await waitFor(() => expect(history.get()).toBe('/human-agents/c2?beside=c2'))
    expect(screen.queryByRole('region', { name: 'Conversation with Ilse Vandamme' })).toBeNull()
  })

  it('J, K and Enter walk through the list, and ? tells what there is', async () => {
    await shop().start('/human-agents')
    await group('Unassigned')
    fireEvent.keyDown(document.body, { key: 'j' })
    expect(document.activeElement?.textContent).toContain('Colm Hegarty')
    fireEvent.keyDown(document.body, { key: 'j' })
    expect(document.activeElement?.textContent).toContain('Ilse Vandamme')
    // A question that lies beside the page, such as whether notifications are wanted, leaves the keys to the page.
    const question = document.body.appendChild(document.createElement('section'))
    question.setAttribute('role', 'dialog')
    fireEvent.keyDown(document.body, { key: 'k' })
    expect(document.activeElement?.textContent).toContain('Colm Hegarty')
    question.remove()
    fireEvent.keyDown(document.body, { key: '?' })
    const sheet = within(await screen.findByRole('dialog', { name: 'Keyboard' }))
    for (const does of ['Assign to me', 'Keep open beside', 'Resolve', 'New line', 'Human Agents'])
      expect(sheet.getByText(does)).toBeTruthy()
  })
})
