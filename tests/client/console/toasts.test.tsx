import { cleanup, fireEvent, screen, waitFor, within } from '@solidjs/testing-library'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { event, flagRaised, modeChanged, opened, said, serviceCreated, serviceId } from '../../builders/events.ts'
import { stubBrowser } from './browser-parts.ts'
import { createWorld } from './world.tsx'

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
  world.commit(null, serviceCreated({ id: 'service-2', name: 'Sales' }))
  return world
}
const deleted = () => event('service.deleted', { serviceId })
const toasts = () => within(screen.getByRole('region', { name: 'Notifications' }))
const button = (name: string | RegExp) => screen.findByRole('button', { name })
const modeOf = (name: string) => within(screen.getByRole('group', { name: `Mode of ${name}` }))

describe('H13: a toast says only what is true now', () => {
  it('the toast of an attention goes with its service', async () => {
    const world = shop()
    await world.start('/settings/services')
    await screen.findByRole('heading', { name: /Services/ })
    world.commit('c1', flagRaised('help_requested', 'm1'))
    await waitFor(() => expect(toasts().getByText('My lamp is broken')).toBeTruthy())
    world.commit(null, deleted())
    await waitFor(() => expect(toasts().queryByText('My lamp is broken')).toBeNull())
  })

  it('it goes when somebody here opens the conversation, by whatever way', async () => {
    const world = shop()
    await world.start()
    await screen.findByRole('link', { name: /My lamp is broken/ })
    world.commit('c1', flagRaised('help_requested', 'm1'))
    await waitFor(() => expect(toasts().getByText('My lamp is broken')).toBeTruthy())
    fireEvent.click(screen.getByRole('link', { name: /My lamp is broken/ }))
    await waitFor(() => expect(toasts().queryByText('My lamp is broken')).toBeNull())
    expect(screen.getByRole('link', { name: /My lamp is broken/ }).classList.contains('attention')).toBe(true)
  })

  it('what is said of a conversation takes the place of what was said of it before', async () => {
    const world = shop()
    await world.start('/handoff/c1')
    fireEvent.click(await button('Take Over Conversation'))
    fireEvent.click(await button('Release'))
    expect(await screen.findByText('Released. Ilse Peeters waits for a person.')).toBeTruthy()
    fireEvent.click(await button('Take Over Conversation'))
    await waitFor(() => expect(toasts().queryByText(/waits for a person/)).toBeNull())
  })
})

describe('B3: the toast of a mode change', () => {
  async function toHumanOnly() {
    const world = shop()
    await world.start()
    await screen.findByRole('link', { name: /My lamp is broken/ })
    fireEvent.click(modeOf('Customer Care').getByRole('button', { name: 'Human Only' }))
    fireEvent.click(await button('Set to Human Only'))
    expect(await screen.findByText(/^Customer Care is now Human Only\./)).toBeTruthy()
    return world
  }

  it('goes with its service', async () => {
    const world = await toHumanOnly()
    world.commit(null, deleted())
    await waitFor(() => expect(toasts().queryByText(/is now Human Only/)).toBeNull())
  })

  it('offers no undo of what a colleague has changed since', async () => {
    const world = await toHumanOnly()
    expect(await button(/^Undo/)).toBeTruthy()
    world.commit(null, modeChanged('ai_only', { previous: 'human_only', changeId: 'change-2' }))
    await waitFor(() => expect(screen.queryByRole('button', { name: /^Undo/ })).toBeNull())
  })
})
