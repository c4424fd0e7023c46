import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FlagKind, flagLabel } from '../../domain/flags.ts'
import { type Hue, hue } from './colours.ts'
import { inEveryLook } from './look.ts'
import { type Begun, connected, openStage, type Seat, type Stage, soundsOf } from './stage.ts'

/** laws.md, When attention opens and ends: sounds closer together than this are one. Milliseconds. */
const ONE_SOUND = 10_000

describe('what needs a person makes itself known', () => {
  let stage: Stage
  let seat: Seat
  let serviceId: string
  let soundedAt = 0
  beforeAll(async () => {
    stage = await openStage()
    serviceId = (await stage.service()).id
    // Another page of the console than Human Handoff.
    seat = await stage.operator('Mira Solano', '/settings/profile')
  })
  afterAll(() => stage.stop())

  const say = (id: string, body: object) => stage.key.post(`/conversations/${id}/messages`, body)
  const raise: Record<FlagKind, (begun: Begun) => Promise<unknown>> = {
    help_requested: ({ id }) => say(id, { role: 'customer', text: 'I want to talk to a human.' }),
    negative_feedback: ({ id }) => say(id, { role: 'customer', text: 'This is a joke, terrible service!' }),
    non_answer: ({ id, turn }) => say(id, { role: 'ai', text: "I'm sorry, I don't have that information.", turn }),
    thumbs_down: async ({ id, turn }) => {
      const { body } = await say(id, { role: 'ai', text: 'Please restart the bridge.', turn })
      await stage.key.post(`/conversations/${id}/feedback`, { messageId: body.message.id, rating: 'down' })
    },
  }
  const questionOf = (kind: FlagKind) => `A question about ${flagLabel[kind]}`
  const card = (kind: FlagKind) => seat.page.locator('.card', { hasText: questionOf(kind) })
  const count = (number: number) =>
    seat.page.locator('.stat.attn', { hasText: `${number}Needs Attention` }).waitFor({ timeout: 10_000 })

  test('H8, H13: each of the four flags shows one toast at the bottom right of another page; sounds within ten seconds are one', async () => {
    const { page } = seat
    for (const kind of FlagKind.options) {
      const begun = await stage.begin(serviceId, questionOf(kind))
      await raise[kind](begun)
      soundedAt ||= Date.now()
      const toast = page.locator('.toast.attn', { hasText: questionOf(kind) })
      await toast.waitFor()
      expect(await toast.textContent()).toContain(flagLabel[kind])
      expect(await toast.count()).toBe(1)
    }
    expect(await seat.sounds()).toBe(1)
    await inEveryLook(page, 'four-flags-on-another-page', async ({ width }) => {
      const toasts = page.locator('.toast.attn')
      expect(await toasts.count()).toBe(3)
      await page.getByRole('link', { name: '1 more' }).waitFor()
      const box = await toasts.last().boundingBox()
      const bar = await page.getByRole('navigation', { name: 'Main' }).boundingBox()
      const right = width - ((box?.x ?? 0) + (box?.width ?? 0))
      const bottom = (box?.y ?? 0) + (box?.height ?? 0)
      expect(right).toBeGreaterThan(0)
      expect(right).toBeLessThan(30)
      // On a phone right above the navigation.
      const floor = width === 390 ? (bar?.y ?? 0) : 900
      expect(bottom).toBeLessThan(floor)
      expect(bottom).toBeGreaterThan(floor - 40)
      expect(await hue(toasts.locator('.i').first(), 'color')).toBe('red')
    })
  })

  test('H2, H8: the counters count them; the cards pulse with a red border and carry the coloured badges at the right', async () => {
    const { page } = seat
    const hues: Record<FlagKind, { background: Hue; words: Hue }> = {
      help_requested: { background: 'red', words: 'white' },
      thumbs_down: { background: 'red', words: 'red' },
      negative_feedback: { background: 'rose', words: 'rose' },
      non_answer: { background: 'violet', words: 'violet' },
    }
    await page
      .getByRole('navigation', { name: 'Main' })
      .getByRole('link', { name: /Handoff/ })
      .click()
    await count(4)
    while ((await page.locator('.toast').count()) > 0)
      await page.getByRole('button', { name: 'Dismiss' }).first().click()
    await inEveryLook(page, 'four-flags', async ({ width }) => {
      const counters = page.locator('.stat')
      expect(await counters.nth(0).textContent()).toContain('4Active Conversations')
      expect(await hue(counters.nth(1).locator('b'), 'color')).toBe('red')
      for (const kind of FlagKind.options) {
        const badge = card(kind).locator('.badge.flag')
        expect(await badge.textContent()).toBe(flagLabel[kind])
        expect(await hue(badge, 'background-color'), kind).toBe(hues[kind].background)
        expect(await hue(badge, 'color'), kind).toBe(hues[kind].words)
        expect(await hue(card(kind), 'border-top-color')).toBe('red')
        expect(await pulses(kind)).toBe(true)
        const [onCard, onBadge] = [await card(kind).boundingBox(), await badge.boundingBox()]
        if (width === 1440)
          expect((onCard?.x ?? 0) + (onCard?.width ?? 0) - ((onBadge?.x ?? 0) + (onBadge?.width ?? 0))).toBeLessThan(20)
      }
    })
  })

  test('H13: ten seconds later a new attention is another sound, and a second tab of the same browser keeps still', async () => {
    const second = await seat.context.newPage()
    await second.goto(`${stage.url}/settings/profile`)
    await connected(second)
    await expect.poll(() => Date.now() - soundedAt, { timeout: ONE_SOUND + 5_000 }).toBeGreaterThan(ONE_SOUND + 200)
    const begun = await stage.begin(serviceId, 'One more question')
    await raise.help_requested(begun)
    for (const page of [seat.page, second])
      await page.locator('.toast.attn', { hasText: 'One more question' }).waitFor()
    await expect.poll(() => seat.sounds()).toBe(2)
    expect(await soundsOf(second)).toBe(0)
    await second.close()
  })

  test('H8: attention that ends takes its toast along', async () => {
    const { page } = seat
    await page.locator('.card', { hasText: 'One more question' }).click()
    await page.getByRole('button', { name: 'Take Over Conversation' }).click()
    await expect.poll(() => page.locator('.toast.attn', { hasText: 'One more question' }).count()).toBe(0)
    await count(4)
  })

  test('B5: the panel says why, with the words and the score; Seen and False alarm end it, Snooze suspends it', async () => {
    const { page } = seat
    const log = page.getByRole('log')
    await card('help_requested').click()
    await log.locator('mark', { hasText: 'talk to a human' }).waitFor()
    await log.getByText(/Help Requested · 0\.\d\d/).waitFor()
    await inEveryLook(page, 'why-flagged')
    await log.getByRole('button', { name: 'False alarm' }).click()
    await count(3)
    expect(await card('help_requested').locator('.badge.flag').count()).toBe(0)
    await card('negative_feedback').click()
    await log.getByRole('button', { name: 'Seen' }).click()
    await count(2)
    // Somebody has taken care of it: an outline.
    expect(await hue(card('negative_feedback').locator('.badge.flag'), 'color')).toBe('grey')
    await card('non_answer').click()
    await log.getByRole('button', { name: 'Snooze' }).click()
    const hour = page.getByRole('menuitem', { name: '1 hour' })
    await hour.waitFor()
    await inEveryLook(page, 'snooze')
    await hour.click()
    // With its date, in the last hour of a day.
    await log.getByText(/snoozed until (\d+ \w+, )?\d\d:\d\d by Mira Solano/).waitFor()
    await count(1)
    await page.reload()
    await count(1)
    expect(await page.locator('.toast.attn').count()).toBe(0)
    await inEveryLook(page, 'flags-settled')
  })

  test('H8: who asks for less movement sees a still and thicker border', async () => {
    const { page } = seat
    await page.emulateMedia({ reducedMotion: 'reduce' })
    expect(await pulses('thumbs_down')).toBe(false)
    expect(await card('thumbs_down').evaluate((element) => getComputedStyle(element).boxShadow)).toContain('0px 3px')
    await page.emulateMedia({ reducedMotion: null })
    expect(await pulses('thumbs_down')).toBe(true)
  })

  const pulses = (kind: FlagKind) =>
    card(kind).evaluate((element) =>
      element
        .getAnimations({ subtree: true })
        .some((one) => one.playState === 'running' && (one as CSSAnimation).animationName === 'attention'),
    )
})
