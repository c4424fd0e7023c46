import { cleanup, fireEvent, screen, waitFor, within } from '@solidjs/testing-library'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { event, handedOff, modeChanged, opened, resolved, said, serviceCreated } from '../../builders/events.ts'
import { stubBrowser } from './browser-parts.ts'
import { createWorld, jonas, mira } from './world.tsx'

vi.mock('howler', () => ({ Howl: class {}, Howler: {} }))

beforeEach(stubBrowser)
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
  sessionStorage.clear()
})

function shop() {
  const world = createWorld()
  world.commit(null, serviceCreated({ name: 'Customer Care' }))
  world.commit('c1', opened({ customer: { name: 'Ilse Peeters' } }), said('customer', 'm1', 'My lamp is broken'))
  return world
}

const button = (name: string | RegExp) => screen.findByRole('button', { name })
const box = () => screen.findByRole<HTMLTextAreaElement>('textbox', { name: 'Reply to the customer' })
const reasonOf = (element: HTMLElement) =>
  document.getElementById(element.getAttribute('aria-describedby') ?? '')?.textContent
const typed = async (text: string) => fireEvent.input(await box(), { target: { value: text } })

async function holding(path = '/handoff/c1') {
  const world = shop()
  const history = await world.start(path)
  fireEvent.click(await button('Take Over Conversation'))
  await box()
  return { world, history }
}

describe('H10, H12: an old text after a release', () => {
  it('the button says that it takes over, Take Over Conversation stays, and what is sent claims it', async () => {
    const { world } = await holding()
    await typed('Half a sentence')
    expect(await button('Send')).toBeTruthy()
    fireEvent.click(await button('Release'))
    await button('Take Over Conversation')
    expect((await box()).value).toBe('Half a sentence')
    expect(screen.queryByRole('button', { name: 'Send' })).toBeNull()
    // One ink button in a region.
    expect(document.querySelectorAll('.composer .btn.primary')).toHaveLength(1)
    fireEvent.click(await button('Take over and send'))
    await waitFor(() => expect(within(screen.getByRole('log')).getByText('Half a sentence')).toBeTruthy())
    expect(await screen.findByText(/You have held this for/)).toBeTruthy()
    expect(world.server.asked('POST', '/api/v1/conversations/c1/takeover')).toHaveLength(1)
    expect(await button('Send')).toBeTruthy()
  })

  it('taking over first keeps the text, and sends nothing', async () => {
    const { world } = await holding()
    await typed('Half a sentence')
    fireEvent.click(await button('Release'))
    fireEvent.click(await button('Take Over Conversation'))
    await button('Send')
    expect((await box()).value).toBe('Half a sentence')
    expect(world.server.asked('POST', '/api/v1/conversations/c1/messages')).toHaveLength(0)
  })

  it('L1: when another holds it, Send says who, and the text can stay with the team at any time', async () => {
    const { world } = await holding()
    await typed('Promised for Friday')
    world.act({ name: 'release', conversationId: 'c1', operator: mira }, world.as(mira))
    world.act({ name: 'takeOver', conversationId: 'c1', operator: jonas }, world.as(jonas))
    await waitFor(async () => expect(reasonOf(await button('Send'))).toBe('Jonas Weidt is handling this conversation'))
    fireEvent.click(await button('Keep as note'))
    expect((await screen.findByRole('note')).textContent).toContain('Promised for Friday')
    await waitFor(() => expect(sessionStorage).toHaveLength(0))
  })
})

describe('F15, laws “an operator writes after resolve”: the panel of a session that ended', () => {
  const end = (world: ReturnType<typeof shop>) => world.commit('c1', resolved(mira))

  it('says what the next message of the customer does, by the mode', async () => {
    const { world } = await holding()
    end(world)
    expect(
      await screen.findByText(
        'Session is already finished. If the customer writes again, a new session starts with the AI. Whoever reopens it holds it, and the customer is told that a person joined.',
      ),
    ).toBeTruthy()
    world.commit(null, modeChanged('human_only'))
    expect(await screen.findByText(/a new session starts and waits for a person\./)).toBeTruthy()
  })

  it('“Reopen and send” keeps what was typed, makes the session mine, and sends it once that is so', async () => {
    const { world } = await holding()
    await typed('One more thing')
    end(world)
    fireEvent.click(await button('Reopen and send'))
    const log = within(screen.getByRole('log'))
    await waitFor(() => expect(log.getByText('One more thing')).toBeTruthy())
    expect(log.getByText(/^The session was reopened by Mira Solano at /)).toBeTruthy()
    expect(log.getAllByText('Mira Solano has joined the conversation.')).toHaveLength(2)
    expect(await screen.findByText(/You have held this for/)).toBeTruthy()
    expect((await box()).value).toBe('')
    expect(world.server.asked('POST', '/api/v1/conversations/c1/reopen')).toHaveLength(1)
    expect(world.server.asked('POST', '/api/v1/conversations/c1/messages')).toHaveLength(1)
  })

  it('with nothing typed “Reopen” gives the box back, and what the panel says of the end goes', async () => {
    const { world } = await holding()
    end(world)
    fireEvent.click(await button('Reopen'))
    expect((await box()).value).toBe('')
    expect(screen.queryByText(/Session is already finished/)).toBeNull()
    expect(await button('Resume AI')).toBeTruthy()
  })

  it('a customer who wrote a moment earlier went on elsewhere: nothing is sent, and the text can go there', async () => {
    const { world } = await holding()
    await typed('One more thing')
    end(world)
    await button('Reopen and send')
    world.justBefore(() => {
      world.commit('c2', opened({ previousId: 'c1' }), said('customer', 'm9', 'It broke again'))
      world.commit('c1', event('conversation.continued', { conversationId: 'c2' }))
    })
    fireEvent.click(await button('Reopen and send'))
    expect(await screen.findByText('Not reopened.')).toBeTruthy()
    expect(await screen.findByRole('link', { name: 'Take the text to the new session' })).toBeTruthy()
    expect((await box()).value).toBe('One more thing')
    expect(reasonOf(await button('Reopen and send'))).toBe('The customer went on in a new session.')
    expect(document.querySelectorAll('.composer .btn.primary')).toHaveLength(1)
    expect(world.server.asked('POST', '/api/v1/conversations/c1/messages')).toHaveLength(0)
  })

  it('H4: in AI Only both buttons say why they do nothing', async () => {
    const { world } = await holding()
    end(world)
    world.commit(null, modeChanged('ai_only'))
    const why = 'Customer Care is in AI Only: operators cannot intervene'
    await waitFor(async () => expect(reasonOf(await button('Reopen'))).toBe(why))
  })

  it('what was typed can stay with the team instead', async () => {
    const { world } = await holding()
    await typed('One more thing')
    end(world)
    await button('Reopen and send')
    expect((await box()).value).toBe('One more thing')
    fireEvent.click(await button('Keep as note'))
    expect((await screen.findByRole('note')).textContent).toContain('One more thing')
  })

  it('leads to the session in which the customer went on, as soon as there is one, and takes the text along', async () => {
    const { world, history } = await holding()
    await typed('One more thing')
    end(world)
    await screen.findByText(/Session is already finished/)
    world.commit('c2', opened({ previousId: 'c1' }), said('customer', 'm9', 'It broke again'))
    world.commit('c1', event('conversation.continued', { conversationId: 'c2' }))
    const link = await screen.findByRole('link', { name: 'Take the text to the new session' })
    expect(screen.getByText(/The customer went on in a new one\./)).toBeTruthy()
    fireEvent.click(link)
    await waitFor(() => expect(history.get()).toBe('/handoff/c2'))
    expect((await box()).value).toBe('One more thing')
    expect(await button('Take over and send')).toBeTruthy()
    expect(sessionStorage.getItem('baton.typed.op-mira.reply.c1')).toBeNull()
  })

  it('the question before the end says the same', async () => {
    const world = shop()
    world.commit(null, modeChanged('human_only'))
    world.commit('c1', handedOff())
    await world.start('/handoff/c1')
    fireEvent.click(await button('Take Over Conversation'))
    fireEvent.click(await button('Resolve'))
    expect(
      await screen.findByText('If Ilse Peeters writes again, a new session starts and waits for a person.'),
    ).toBeTruthy()
  })
})
