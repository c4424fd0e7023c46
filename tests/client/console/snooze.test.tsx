import { cleanup, fireEvent, screen, waitFor } from '@solidjs/testing-library'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { minutesUntil, rests } from '../../../client/console/conversation/snooze.ts'
import { flagClosed, flagRaised, opened, said, serviceCreated } from '../../builders/events.ts'
import { stubBrowser } from './browser-parts.ts'
import { createWorld } from './world.tsx'

vi.mock('howler', () => ({ Howl: class {}, Howler: {} }))

const local = (time: string) => new Date(`2026-11-26T${time}`)

describe('B5: how long a flag may rest', () => {
  it('five minutes, fifteen, an hour, until the morning: that of today before eight, else of tomorrow', () => {
    expect(rests(local('14:30:00')).map(({ label, minutes }) => [label, minutes])).toEqual([
      ['5 minutes', 5],
      ['15 minutes', 15],
      ['1 hour', 60],
      ['Until tomorrow morning', 1_050],
    ])
    expect(rests(local('06:00:00')).at(-1)).toEqual({ label: 'Until this morning', minutes: 120 })
  })

  it('a time of one’s own is the next one on the clock, a day away at most and never at once', () => {
    expect(minutesUntil('15:00', local('14:30:00'))).toBe(30)
    expect(minutesUntil('14:00', local('14:30:00'))).toBe(1_410)
    expect(minutesUntil('14:30', local('14:30:00'))).toBe(1_440)
    expect(minutesUntil('14:31', local('14:30:40'))).toBe(1)
  })
})

describe('B5: snoozing on the screen', () => {
  beforeEach(stubBrowser)
  afterEach(() => {
    cleanup()
    vi.unstubAllGlobals()
    sessionStorage.clear()
  })

  async function flagged() {
    const world = createWorld()
    world.commit(null, serviceCreated({ name: 'Customer Care' }))
    world.commit('c1', opened(), said('customer', 'm1', 'A human!'), flagRaised('help_requested', 'm1'))
    await world.start('/handoff/c1')
    await screen.findByRole('button', { name: 'Snooze' })
    return world
  }
  const asked = (world: Awaited<ReturnType<typeof flagged>>) =>
    world.server.asked('POST', '/api/v1/conversations/c1/flags').map(({ body }) => body)
  const openMenu = async () => {
    fireEvent.keyDown(screen.getByRole('button', { name: 'Snooze' }), { key: 'Enter' })
    return screen.findByRole('menu')
  }
  const choose = (name: RegExp) => {
    const item = screen.getByRole('menuitem', { name })
    fireEvent.pointerDown(item, { button: 0, pointerType: 'mouse' })
    fireEvent.pointerUp(item, { button: 0, pointerType: 'mouse' })
  }

  it('a menu asks for how long, and the flag and a toast say until when', async () => {
    const world = await flagged()
    await openMenu()
    choose(/^1 hour/)
    await waitFor(() => expect(asked(world)).toMatchObject([{ as: 'snoozed', messageId: 'm1', minutes: 60 }]))
    expect(await screen.findByText(/^Snoozed until \d\d:\d\d\.|^Snoozed until .*, \d\d:\d\d\.$/)).toBeTruthy()
    expect(await screen.findByText(/snoozed until .* by Mira Solano/)).toBeTruthy()
  })

  it('“Until …” takes a time, and keeps asking while there is none', async () => {
    const world = await flagged()
    await openMenu()
    choose(/^Until …/)
    const dialog = await screen.findByRole('dialog', { name: 'Snooze until' })
    fireEvent.submit(dialog.querySelector('form') as HTMLFormElement)
    expect(await screen.findByText('Choose a time.')).toBeTruthy()
    expect(asked(world)).toHaveLength(0)
    const inAnHour = new Date(Date.now() + 3_600_000)
    const time = `${String(inAnHour.getHours()).padStart(2, '0')}:${String(inAnHour.getMinutes()).padStart(2, '0')}`
    fireEvent.input(screen.getByLabelText('Time'), { target: { value: time } })
    fireEvent.submit(dialog.querySelector('form') as HTMLFormElement)
    await waitFor(() => expect(asked(world)).toHaveLength(1))
    const [{ minutes }] = asked(world) as [{ minutes: number }]
    expect(minutes).toBeGreaterThan(58)
    expect(minutes).toBeLessThanOrEqual(60)
  })

  it('Z is five minutes, and says so where there is nothing to snooze', async () => {
    const world = await flagged()
    fireEvent.keyDown(document.body, { key: 'z' })
    await waitFor(() => expect(asked(world)).toEqual([{ as: 'snoozed', minutes: 5 }]))
    world.commit('c1', flagClosed('help_requested', 'm1', 'seen'))
    await screen.findByText(/ · seen/)
    await new Promise((drawn) => requestAnimationFrame(drawn))
    fireEvent.keyDown(document.body, { key: 'z' })
    expect(await screen.findByText('No flag is open here.')).toBeTruthy()
    expect(asked(world)).toHaveLength(1)
  })
})
