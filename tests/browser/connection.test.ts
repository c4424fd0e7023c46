import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { colouredPoints, hue } from './colours.ts'
import { inEveryLook } from './look.ts'
import { type Begun, connected, openStage, type Seat, type Stage } from './stage.ts'

describe('the line between the screen and the server', () => {
  let stage: Stage
  let seat: Seat
  let begun: Begun
  beforeAll(async () => {
    stage = await openStage()
    const { id } = await stage.service()
    await stage.service({ name: 'Smart Home', agent: 'Tech Support' })
    begun = await stage.begin(id, 'My floor lamp arrived with a cracked shade')
    const waits = await stage.begin(id, 'Can I change the delivery address of LW-20455?')
    const asks = await stage.begin(id, 'Cancel one of two lamps in LW-20431')
    await stage.key.post(`/conversations/${waits.id}/handoff`, { trigger: 'automatic', summary: 'A new address.' })
    await stage.key.post(`/conversations/${asks.id}/messages`, { role: 'customer', text: 'Just get me a human!' })
    seat = await stage.operator('Mira Solano')
    await seat.page.evaluate(() => Object.assign(window, { neverReloaded: true }))
  })
  afterAll(() => stage.stop())

  const indicator = () => seat.page.locator('.conn')
  const dot = () => indicator().locator('i')
  /** The parts of the list that say how things are now. */
  const claims = () => ['.stats', '.service .modes', '.cards', '.nav'].map((part) => seat.page.locator(part))

  test('H1: the indicator is green and says “Connected”; counters, modes and cards show their colours', async () => {
    await inEveryLook(seat.page, 'connection-connected', async () => {
      expect(await indicator().textContent()).toBe('Connected')
      expect(await hue(dot(), 'background-color')).toBe('green')
      for (const part of claims()) expect(await colouredPoints(seat.page, part)).toBeGreaterThan(15)
    })
  })

  test('H1: while the server takes the connection and says nothing, it is yellow and says “Connecting”', async () => {
    await stage.kill()
    const hangUp = await stage.fallSilent()
    await inEveryLook(seat.page, 'connection-connecting', async () => {
      expect(await indicator().textContent()).toBe('Connecting')
      expect(await hue(dot(), 'background-color')).toBe('yellow')
    })
    await hangUp()
  })

  test('H1: without a server it is red and says “Disconnected”, with the time of the next try', async () => {
    const { page } = seat
    await inEveryLook(page, 'connection-lost', async ({ width }) => {
      await page.locator('.conn.disconnected').waitFor()
      // Each try is “Connecting” for a moment.
      await expect.poll(() => hue(dot(), 'background-color')).toBe('red')
      await expect.poll(() => hue(indicator(), 'color')).toBe('red')
      if (width === 1440)
        await page
          .getByText(/next try in \d s/)
          .first()
          .waitFor()
    })
  })

  test('B2: when what is shown cannot be known any more, colours leave, nothing pulses, and the screen says since when', async () => {
    const { page } = seat
    await page.getByText(/What you see is from \d\d:\d\d:\d\d/).waitFor({ timeout: 30_000 })
    await inEveryLook(page, 'connection-unknown', async () => {
      expect(await page.locator('.card .badge').first().textContent()).toBe('Unknown')
      for (const part of claims()) expect(await colouredPoints(page, part)).toBe(0)
      expect(await pulsing()).toEqual([])
    })
  })

  test('H1, H13, L3, L5: what happened in between appears once and by itself, with one toast and no sound', async () => {
    const { page, context } = seat
    await page.locator('.card', { hasText: 'My floor lamp arrived' }).click()
    // The browser hears of nothing before all of it has happened.
    await context.setOffline(true)
    await stage.start()
    for (const text of ['It was cracked on both sides.', 'Can I please talk to a person?', 'My number is LW-20418.'])
      (await stage.key.post(`/conversations/${begun.id}/messages`, { role: 'customer', text })).expect(201)
    await context.setOffline(false)
    await connected(page)
    const log = page.getByRole('log')
    for (const text of ['My floor lamp arrived', 'It was cracked on both sides.', 'My number is LW-20418.']) {
      await log.getByText(text).first().waitFor()
      expect(await log.getByText(text).count(), text).toBe(1)
    }
    await log.getByText('talk to a person').waitFor()
    expect(await log.locator('mark').allTextContents()).toEqual(['talk to a person'])

    const toast = page.locator('.toast')
    await toast.waitFor()
    expect(await toast.count()).toBe(1)
    expect(await toast.textContent()).toContain('Help Requested')
    expect(await seat.sounds()).toBe(0)
    expect(await page.evaluate(() => 'neverReloaded' in window)).toBe(true)
    await inEveryLook(page, 'connection-back', async () => {
      expect(await hue(dot(), 'background-color')).toBe('green')
      expect(await toast.count()).toBe(1)
    })
    expect(await page.locator('.stat').allTextContents()).toEqual([
      expect.stringMatching(/^3Active Conversations/),
      expect.stringMatching(/^3Needs Attention/),
      expect.stringMatching(/^1Paused \(Human\)/),
    ])
  })

  test('H1, L5: a second loss, and nothing that was told is told again', async () => {
    const { page } = seat
    await page.locator('.toast').getByRole('button', { name: 'Dismiss' }).click()
    await stage.kill()
    await page.locator('.conn:not(.connected)').waitFor()
    await stage.start()
    await connected(page)
    const { body } = await stage.key.post(`/conversations/${begun.id}/messages`, { role: 'customer', text: 'Hello?' })
    await page.getByRole('log').getByText('Hello?').waitFor()
    expect(await page.getByRole('log').locator('.msg.customer').count()).toBe(body.conversation.messageCount)
    expect(await page.locator('.toast').count()).toBe(0)
  })

  /** What of the page moves without an end, but for the indicator, which says itself that it is red. */
  const pulsing = () =>
    seat.page.evaluate(() =>
      document.getAnimations().flatMap((one) => {
        const target = one.effect instanceof KeyframeEffect ? one.effect.target : null
        const endless = one.effect?.getComputedTiming().endTime === Number.POSITIVE_INFINITY
        return endless && one.playState === 'running' && !target?.closest('.conn') ? [target?.className ?? ''] : []
      }),
    )
})
