import { cleanup, fireEvent, screen, waitFor, within } from '@solidjs/testing-library'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  event,
  flagClosed,
  flagRaised,
  handedOff,
  modeChanged,
  opened,
  said,
  serviceCreated,
  serviceId,
} from '../../builders/events.ts'
import { stubBrowser } from './browser-parts.ts'
import { createWorld, jonas, mira } from './world.tsx'

vi.mock('howler', () => ({ Howl: class {}, Howler: {} }))

beforeEach(stubBrowser)
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
  sessionStorage.clear()
})

function shop(role?: 'admin' | 'operator') {
  const world = createWorld(role)
  world.commit(null, serviceCreated({ name: 'Customer Care' }))
  world.commit(
    'c1',
    opened({ customer: { name: 'Ilse Peeters', location: { city: 'Ghent', region: 'East Flanders' } } }),
    said('customer', 'm1', 'My lamp is broken'),
  )
  world.commit(
    'c2',
    opened({ customer: {} }),
    said('customer', 'm2', 'Do you ship to Norway?'),
    said('ai', 'm3', 'Yes, we do.'),
  )
  return world
}

const card = (text: string | RegExp) => screen.findByRole('link', { name: text })
const button = (name: string | RegExp) => screen.findByRole('button', { name })
const box = () => screen.findByRole<HTMLTextAreaElement>('textbox', { name: 'Reply to the customer' })
const counter = (name: RegExp) => screen.getByRole('link', { name })

describe('H2, H7, H8: the list', () => {
  it('shows each conversation under its service, with state, agent, place, question and count', async () => {
    await shop().start()
    const section = within(await screen.findByRole('region', { name: 'Customer Care' }))
    expect(section.getByText('2 open')).toBeTruthy()
    expect((await card(/My lamp is broken/)).textContent).toContain('AI ActiveAssistantGhent, East Flanders')
    expect((await card(/Norway/)).textContent).toContain('Location unknown')
    expect((await card(/Norway/)).textContent).toContain('2 messages')
  })

  it('marks what needs a person at once, with the words that call for it, and counts it', async () => {
    const world = shop()
    await world.start()
    await card(/My lamp/)
    world.commit(
      'c1',
      said('customer', 'm9', 'just get me a human'),
      flagRaised('help_requested', 'm9', { quote: 'just get me a human', cues: ['get me a human'], score: 0.98 }),
    )
    const flagged = await card(/Help Requested/)
    expect(flagged.classList.contains('attention')).toBe(true)
    expect(flagged.querySelector('mark')?.textContent).toBe('get me a human')
    expect(flagged.textContent).toContain('0.98')
    expect(counter(/Needs Attention/).textContent).toMatch(/^1/)
  })

  it('a counter leads to its conversations, and an empty list says why it is empty', async () => {
    await shop().start('/handoff?show=attention')
    expect(await screen.findByText('Nothing needs attention')).toBeTruthy()
    fireEvent.click(await button('Show all 2'))
    expect(await card(/Norway/)).toBeTruthy()
  })

  it('is searched from the keyboard, and what is typed then is no command', async () => {
    await shop().start()
    await card(/Norway/)
    fireEvent.keyDown(document.body, { key: '/' })
    expect(document.activeElement).toBe(screen.getByRole('searchbox'))
    fireEvent.input(screen.getByRole('searchbox'), { target: { value: 'norway' } })
    await waitFor(() => expect(screen.queryByText('My lamp is broken')).toBeNull())
    fireEvent.keyDown(screen.getByRole('searchbox'), { key: 't' })
    expect(screen.queryByRole('complementary')).toBeNull()
  })
})

describe('H10: taking over', () => {
  it('makes the button an input, tells the log, and takes the focus to where one writes', async () => {
    const world = shop()
    await world.start('/handoff/c1')
    fireEvent.click(await button('Take Over Conversation'))
    const area = await box()
    await waitFor(() => expect(document.activeElement).toBe(area))
    expect(screen.getByText('Mira Solano has joined the conversation.')).toBeTruthy()
    expect(screen.getByText(/^Mira Solano took over at /)).toBeTruthy()
    expect(screen.getByText(/You have held this for 0:0/)).toBeTruthy()
  })

  it('Enter is a new line and Ctrl + Enter sends; the box is empty once the server has said yes', async () => {
    const world = shop()
    await world.start('/handoff/c1')
    fireEvent.click(await button('Take Over Conversation'))
    const area = await box()
    fireEvent.input(area, { target: { value: 'Hello, Mira here.' } })
    fireEvent.keyDown(area, { key: 'Enter' })
    expect(world.server.asked('POST', '/api/v1/conversations/c1/messages')).toHaveLength(0)
    fireEvent.keyDown(area, { key: 'Enter', ctrlKey: true })
    await waitFor(() => expect(area.value).toBe(''))
    expect(within(screen.getByRole('log')).getByText('Hello, Mira here.')).toBeTruthy()
  })

  it('names the other operator who holds it, and the button says why it is off', async () => {
    const world = shop()
    world.act({ name: 'takeOver', conversationId: 'c1', operator: jonas }, world.as(jonas))
    await world.start('/handoff/c1')
    expect((await screen.findByText(/is handling this conversation, since/)).textContent).toContain('Jonas Weidt')
    const take = await button('Take Over Conversation')
    expect(take.getAttribute('aria-disabled')).toBe('true')
    expect(document.getElementById(take.getAttribute('aria-describedby') ?? '')?.textContent).toBe(
      'Jonas Weidt is handling this conversation',
    )
  })

  it('B12: a supervisor takes it all the same, with a reason; what was typed for it stays after Esc', async () => {
    const world = shop('admin')
    world.act({ name: 'takeOver', conversationId: 'c1', operator: jonas }, world.as(jonas))
    await world.start('/handoff/c1')
    fireEvent.click(await button('Take over from Jonas Weidt…'))
    const dialog = async () => within(await screen.findByRole('dialog', { name: 'Take over from Jonas Weidt?' }))
    fireEvent.click((await dialog()).getByRole('button', { name: 'Take over' }))
    expect((await dialog()).getByText('Say why: it stands in the log.')).toBeTruthy()
    const reason = async () => (await dialog()).getByRole<HTMLInputElement>('textbox', { name: 'Reason' })
    fireEvent.input(await reason(), { target: { value: 'His shift is over' } })
    fireEvent.click((await dialog()).getByRole('button', { name: 'Cancel' }))
    fireEvent.click(await button('Take over from Jonas Weidt…'))
    expect((await reason()).value).toBe('His shift is over')
    fireEvent.submit((await reason()).form as HTMLFormElement)
    expect(await box()).toBeTruthy()
    expect(world.server.asked('POST', '/api/v1/conversations/c1/force-takeover')).toMatchObject([
      { body: { reason: 'His shift is over' } },
    ])
    expect(await screen.findByText(/^Mira Solano took over from Jonas Weidt at .*: His shift is over$/)).toBeTruthy()
  })

  it('B12: who may not supervise is not offered it', async () => {
    const world = shop('operator')
    world.act({ name: 'takeOver', conversationId: 'c1', operator: jonas }, world.as(jonas))
    await world.start('/handoff/c1')
    await button('Take Over Conversation')
    expect(screen.queryByRole('button', { name: /Take over from/ })).toBeNull()
    expect(screen.queryByRole('button', { name: 'Assign' })).toBeNull()
  })

  it('B12: who loses it is told who took it and why, by a toast and over the panel, and what was typed stays', async () => {
    const world = shop()
    world.act({ name: 'takeOver', conversationId: 'c1', operator: mira }, world.as(mira))
    await world.start('/handoff/c1')
    fireEvent.input(await box(), { target: { value: 'I am on it.' } })
    const reason = 'Your shift is over'
    world.act({ name: 'forceTakeOver', conversationId: 'c1', operator: jonas, reason }, world.as(jonas))
    expect(await screen.findByText('Jonas Weidt took over your conversation with Ilse Peeters')).toBeTruthy()
    const banner = await screen.findByText(/is handling this conversation, since/)
    expect(banner.textContent).toContain('Jonas Weidt took it from you: “Your shift is over” What you typed is kept.')
    expect((await box()).value).toBe('I am on it.')
    world.act({ name: 'assign', conversationId: 'c1', operator: jonas, to: mira }, world.as(jonas))
    await waitFor(() => expect(screen.queryByText(/took over your conversation/)).toBeNull())
  })

  it('in AI Only the button says that operators cannot intervene (H4)', async () => {
    const world = shop()
    world.commit(null, modeChanged('ai_only'))
    await world.start('/handoff/c1')
    const take = await button('Take Over Conversation')
    expect(document.getElementById(take.getAttribute('aria-describedby') ?? '')?.textContent).toBe(
      'Customer Care is in AI Only: operators cannot intervene',
    )
  })
})

describe('L1: two at once', () => {
  it('who comes second is told who has it and keeps what was typed, and may keep it as a note', async () => {
    const world = shop()
    world.commit('c1', handedOff())
    await world.start('/handoff/c1')
    fireEvent.click(await button('Take Over Conversation'))
    const area = await box()
    fireEvent.input(area, { target: { value: 'I am on it.' } })
    world.justBefore(() => {
      world.act({ name: 'release', conversationId: 'c1', operator: mira }, world.as(mira))
      world.act({ name: 'takeOver', conversationId: 'c1', operator: jonas }, world.as(jonas))
    })
    fireEvent.keyDown(area, { key: 'Enter', ctrlKey: true })
    const banner = await screen.findByRole('alert')
    expect(banner.textContent).toMatch(/^Not sent\. Jonas Weidt took over at \d\d:\d\d\. Your text is kept here\./)
    expect((await box()).value).toBe('I am on it.')
    fireEvent.click(within(banner).getByRole('button', { name: 'Keep as note' }))
    const note = await screen.findByRole('note')
    expect(note.textContent).toContain('I am on it.')
    await waitFor(() => expect(sessionStorage).toHaveLength(0))
  })

  it('what was typed is there again after the panel was closed and opened', async () => {
    const world = shop()
    await world.start('/handoff/c1')
    fireEvent.click(await button('Take Over Conversation'))
    fireEvent.input(await box(), { target: { value: 'Half a sentence' } })
    fireEvent.keyDown(document.body, { key: 'Escape' })
    await waitFor(() => expect(screen.queryByRole('complementary')).toBeNull())
    fireEvent.click(await card(/My lamp/))
    expect((await box()).value).toBe('Half a sentence')
  })
})

describe('H11, H12, F15: letting go', () => {
  it('Release leaves it paused for another', async () => {
    const world = shop()
    await world.start('/handoff/c1')
    fireEvent.click(await button('Take Over Conversation'))
    fireEvent.click(await button('Release'))
    expect(await button('Take Over Conversation')).toBeTruthy()
    expect((await card(/My lamp/)).textContent).toContain('Nobody yet')
  })

  it('Resume AI gives it back to the AI, and the customer’s notice stands in the transcript', async () => {
    const world = shop()
    await world.start('/handoff/c1')
    fireEvent.click(await button('Take Over Conversation'))
    fireEvent.click(await button('Resume AI'))
    expect(await screen.findByText('The AI assistant is answering again.')).toBeTruthy()
    await waitFor(async () => expect((await card(/My lamp/)).textContent).toContain('AI Active'))
  })

  it('Resolve asks in its words, and the session ends with its marker', async () => {
    const world = shop()
    await world.start('/handoff/c1')
    fireEvent.click(await button('Take Over Conversation'))
    fireEvent.click(await button('Resolve'))
    const dialog = within(
      await screen.findByRole('alertdialog', { name: 'Are you sure you want to resolve this session?' }),
    )
    fireEvent.click(dialog.getByRole('button', { name: 'Yes' }))
    expect(await screen.findByText(/^The session was resolved by Mira Solano at /)).toBeTruthy()
    expect(await screen.findByText('Session resolved')).toBeTruthy()
    await waitFor(() => expect(screen.queryByRole('link', { name: /My lamp/ })).toBeNull())
  })
})

describe('B1, B5: what only the team sees', () => {
  it('a late AI reply is a draft to use or to discard', async () => {
    const world = shop()
    await world.start('/handoff/c1')
    fireEvent.click(await button('Take Over Conversation'))
    world.commit(
      'c1',
      event('reply.drafted', {
        draft: { id: 'd1', text: 'Your lamp is on its way.', author: 'Assistant' },
        turn: 1,
        because: 'stale_turn',
      }),
    )
    fireEvent.click(
      within(await screen.findByRole('article', { name: /Late AI reply/ })).getByRole('button', { name: 'Use' }),
    )
    expect((await box()).value).toBe('Your lamp is on its way.')
    fireEvent.click(await button('Discard'))
    await waitFor(() => expect(screen.queryByRole('article', { name: /Late AI reply/ })).toBeNull())
    expect((await box()).value).toBe('Your lamp is on its way.')
  })

  it.each([
    ['one that was stopped in the middle was cut off', true, /^Cut off when you took over\.$/],
    ['one that came whole was finished', false, /^Finished \d+\.\d s after you took over\.$/],
  ])('B1, B2: a late AI reply says how it ended: %s', async (_case, cut, foot) => {
    const world = shop()
    await world.start('/handoff/c1')
    fireEvent.click(await button('Take Over Conversation'))
    const draft = { id: 'd1', text: 'Your lamp is', author: 'Assistant', ...(cut && { cut: true as const }) }
    world.commit('c1', event('reply.drafted', { draft, turn: 1, because: 'stale_turn' }))
    const late = within(await screen.findByRole('article', { name: /Late AI reply/ }))
    expect(late.getByText(foot)).toBeTruthy()
  })

  it('B1, B2: a colleague reads who cut it off; by a change of the mode, that it was cut off', async () => {
    const world = shop()
    const draft = (id: string) => ({ draft: { id, text: 'Your lamp is', author: 'Assistant', cut: true as const } })
    world.commit('c1', event('reply.drafted', { ...draft('d1'), turn: 1, because: 'ai_paused' }))
    world.act({ name: 'takeOver', conversationId: 'c1', operator: jonas }, world.as(jonas))
    world.commit('c1', event('reply.drafted', { ...draft('d2'), turn: 1, because: 'stale_turn' }))
    await world.start('/handoff/c1')
    expect(await screen.findByText('Cut off before it was finished.')).toBeTruthy()
    expect(await screen.findByText(`Cut off when ${jonas.name} took over.`)).toBeTruthy()
  })

  it.each([
    ['non_answer', 'AI gave up on “Where is my parcel?”'],
    ['help_requested', '“Where is my parcel?”'],
  ] as const)('A3, B5: a card says why a handoff calls: %s', async (kind, words) => {
    const world = shop()
    world.commit('c1', flagRaised(kind, 'm1', { quote: 'Where is my parcel?', by: 'handoff' }))
    await world.start()
    const link = await card(/My lamp|lamp/)
    expect(link.textContent).toContain(words)
    if (kind === 'help_requested') expect(link.textContent).not.toContain('gave up')
  })

  it('a flag is seen, snoozed or a false alarm under its message', async () => {
    const world = shop()
    world.commit('c1', flagRaised('negative_feedback', 'm1', { cues: ['broken'], score: 0.91 }))
    await world.start('/handoff/c1')
    fireEvent.click(await button('False alarm'))
    expect(await screen.findByText(/false alarm by Mira Solano/)).toBeTruthy()
    await waitFor(() => expect(counter(/Needs Attention/).textContent).toMatch(/^0/))
  })
})

describe('H3, B3: changing a mode', () => {
  it('B3: shows what it will do, for one and for many, by the rule that will do it, and undoes it', async () => {
    const world = shop()
    world.act({ name: 'takeOver', conversationId: 'c1', operator: jonas }, world.as(jonas))
    await world.start()
    await card(/Norway/)
    const group = () => within(screen.getByRole('group', { name: 'Mode of Customer Care' }))
    fireEvent.click(group().getByRole('button', { name: 'Human Only' }))
    const dialog = within(await screen.findByRole('dialog', { name: 'Set Customer Care to Human Only?' }))
    expect(dialog.getByText('2 open:').parentElement?.textContent).toBe('2 open: 1 with AI, 1 claimed, 0 waiting')
    expect(dialog.getByText('The AI is off. 1 waits, and sees nothing automated until a person replies.')).toBeTruthy()
    fireEvent.click(dialog.getByRole('radio', { name: /Return all to the queue/ }))
    expect(dialog.getByText('The AI is off. 2 wait, and see nothing automated until a person replies.')).toBeTruthy()
    fireEvent.click(dialog.getByRole('radio', { name: /Let claims finish/ }))
    fireEvent.click(dialog.getByRole('button', { name: 'Set to Human Only' }))
    expect(await screen.findByText('Customer Care is now Human Only. 1 waits.')).toBeTruthy()
    await waitFor(() =>
      expect(group().getByRole('button', { name: 'Human Only' }).getAttribute('aria-pressed')).toBe('true'),
    )
    fireEvent.click(await button(/^Undo/))
    await waitFor(() =>
      expect(group().getByRole('button', { name: 'Human-Supported AI' }).getAttribute('aria-pressed')).toBe('true'),
    )
  })

  it('B3, L10: “Return all” says before how many operators are told, and whoever loses conversations is told by whom', async () => {
    const world = shop()
    for (const id of ['c1', 'c2']) world.act({ name: 'takeOver', conversationId: id, operator: mira }, world.as(mira))
    await world.start('/handoff/c1')
    await card(/Norway/)
    const group = () => within(screen.getByRole('group', { name: 'Mode of Customer Care' }))
    fireEvent.click(group().getByRole('button', { name: 'Human Only' }))
    const dialog = within(await screen.findByRole('dialog', { name: 'Set Customer Care to Human Only?' }))
    expect(dialog.getByText('1 operator is told')).toBeTruthy()
    fireEvent.click(dialog.getByRole('button', { name: 'Cancel' }))
    world.commit(null, { ...modeChanged('human_only', { claims: 'return' }), actor: world.as(jonas) })
    expect(await screen.findByText('2 of your conversations were returned to the queue')).toBeTruthy()
    expect(screen.getByText('Jonas Weidt set Customer Care to Human Only.')).toBeTruthy()
    const transcript = within(screen.getByRole('log'))
    expect(
      transcript.getByText(/^Human Only was set by Jonas Weidt at .*; Mira Solano’s claim was returned$/),
    ).toBeTruthy()
    const undone = modeChanged('human_supported', { undo: true, epoch: 0 })
    world.commit(null, { ...undone, actor: world.as(jonas) })
    await waitFor(() => expect(screen.queryByText(/of your conversations were returned/)).toBeNull())
    expect(
      transcript.getByText(/^Human-Supported AI was set again by Jonas Weidt at .*; Mira Solano’s claim holds again$/),
    ).toBeTruthy()
  })

  it('B3: who lost nothing is told nothing, and a panel opened later reads who returned the claim', async () => {
    const world = shop()
    world.act({ name: 'takeOver', conversationId: 'c1', operator: jonas }, world.as(jonas))
    await new Promise((resolve) => setTimeout(resolve, 5))
    world.commit(null, { ...modeChanged('human_only', { claims: 'return' }), actor: world.as(mira) })
    await world.start('/handoff/c1')
    expect(
      await screen.findByText(/^Human Only was set by Mira Solano at .*; Jonas Weidt’s claim was returned$/),
    ).toBeTruthy()
    world.commit(null, { ...modeChanged('ai_only', { claims: 'return', epoch: 2 }), actor: world.as(mira) })
    expect(await screen.findByText(/^AI Only was set by Mira Solano/)).toBeTruthy()
    expect(screen.queryByText(/of your conversations/)).toBeNull()
  })

  it('does not overwrite what a colleague set a moment before', async () => {
    const world = shop()
    await world.start()
    await card(/Norway/)
    fireEvent.click(
      within(screen.getByRole('group', { name: 'Mode of Customer Care' })).getByRole('button', { name: 'Human Only' }),
    )
    world.justBefore(() => world.commit(null, modeChanged('ai_only')))
    fireEvent.click(await button('Set to Human Only'))
    expect(await screen.findByText('Mode not changed.')).toBeTruthy()
    expect(screen.getByText('Somebody else set Customer Care to AI Only a moment before.')).toBeTruthy()
  })

  it('is an administrator’s: an operator is told so', async () => {
    const world = shop('operator')
    await world.start()
    await card(/Norway/)
    const only = within(screen.getByRole('group', { name: 'Mode of Customer Care' })).getByRole('button', {
      name: 'Human Only',
    })
    expect(document.getElementById(only.getAttribute('aria-describedby') ?? '')?.textContent).toBe(
      'Only an administrator can change the mode',
    )
    fireEvent.click(only)
    expect(screen.queryByRole('dialog')).toBeNull()
  })

  it('“Set all services” comes with a second service, and names those that change', async () => {
    const world = shop()
    await world.start()
    await card(/Norway/)
    expect(screen.queryByRole('group', { name: 'Mode of all services' })).toBeNull()
    world.commit(null, serviceCreated({ id: 'service-2', name: 'Sales', mode: 'ai_only' }))
    fireEvent.click(
      within(await screen.findByRole('group', { name: 'Mode of all services' })).getByRole('button', {
        name: 'AI Only',
      }),
    )
    const dialog = within(await screen.findByRole('dialog', { name: 'Set all services to AI Only?' }))
    expect(dialog.getByText(/1 service changes: Customer Care \(now Human-Supported AI\)/)).toBeTruthy()
    expect(serviceId).toBe('service-1')
  })
})

describe('H13: a new attention, wherever one is', () => {
  it('shows a toast on another page, sounds once, and leads to the conversation', async () => {
    const world = shop()
    const history = await world.start('/settings/services')
    await screen.findByRole('heading', { name: /Services/ })
    world.commit('c1', flagRaised('help_requested', 'm1'))
    const toast = within(await screen.findByRole('region', { name: 'Notifications' }))
    expect(toast.getByText('My lamp is broken')).toBeTruthy()
    expect(world.played).toHaveBeenCalledOnce()
    fireEvent.click(toast.getByRole('button', { name: 'Open' }))
    await waitFor(() => expect(history.get()).toBe('/handoff/c1'))
    expect(await screen.findByRole('heading', { name: 'Ilse Peeters' })).toBeTruthy()
  })

  it('of what happened while the line was away: the words once, one toast, no sound', async () => {
    const world = shop()
    await world.start('/handoff/c1')
    await screen.findByRole('log')
    world.goesAway()
    world.commit('c1', said('customer', 'm7', 'A human, please'), flagRaised('help_requested', 'm7'))
    world.commit(
      'c2',
      said('customer', 'm8', 'Useless'),
      flagRaised('negative_feedback', 'm8'),
      flagClosed('negative_feedback', 'm8', 'seen'),
    )
    await world.comesBack()
    await waitFor(() => expect(within(screen.getByRole('log')).getAllByText('A human, please')).toHaveLength(1))
    expect(screen.getAllByRole('button', { name: 'Snooze 5 min' })).toHaveLength(1)
    expect(world.played).not.toHaveBeenCalled()
  })

  it('many at once: three toasts, and how many more', async () => {
    const world = shop()
    await world.start('/settings/services')
    await screen.findByRole('heading', { name: /Services/ })
    for (let i = 0; i < 10; i++)
      world.commit(
        `x${i}`,
        opened(),
        said('customer', `mx${i}`, `Question ${i}`),
        flagRaised('help_requested', `mx${i}`),
      )
    await waitFor(() => expect(screen.getAllByRole('button', { name: 'Snooze 5 min' })).toHaveLength(3))
    expect(screen.getByRole('link', { name: '7 more' })).toBeTruthy()
    expect(world.played).toHaveBeenCalledOnce()
  })
})

describe('H1: the indicator', () => {
  it('says Connected, and Connecting as soon as the line is lost', async () => {
    const world = shop()
    await world.start()
    await waitFor(() =>
      expect(screen.getAllByRole('status').map(({ textContent }) => textContent)).toContain('Connected'),
    )
    world.goesAway()
    await waitFor(() =>
      expect(screen.getAllByRole('status').map(({ textContent }) => textContent)).toContain('Connecting'),
    )
  })
})

describe('design, Keyboard: everything an agent does fifty times a day', () => {
  it('N opens the most urgent that nobody holds, T takes it, and letters typed in the box are letters', async () => {
    const world = shop()
    world.commit('c2', flagRaised('non_answer', 'm3', { quote: 'Yes, we do.' }))
    const history = await world.start()
    await card(/Norway/)
    fireEvent.keyDown(document.body, { key: 'n' })
    await waitFor(() => expect(history.get()).toBe('/handoff/c2'))
    await button('Take Over Conversation')
    fireEvent.keyDown(document.body, { key: 't' })
    const area = await box()
    fireEvent.keyDown(area, { key: 'l' })
    await new Promise((done) => setTimeout(done, 50))
    expect(world.server.asked('POST', '/api/v1/conversations/c2/release')).toHaveLength(0)
  })

  it('? lists what the keys do here', async () => {
    await shop().start()
    await card(/Norway/)
    fireEvent.keyDown(document.body, { key: '?' })
    const sheet = await screen.findByRole('dialog', { name: 'Keyboard' })
    for (const does of [
      'Next, most urgent',
      'Take over',
      'Private note',
      'Release',
      'Resume AI',
      'Resolve',
      'Human Handoff',
    ]) {
      expect(within(sheet).getByText(does)).toBeTruthy()
    }
  })
})
