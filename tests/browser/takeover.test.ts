import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hue } from './colours.ts'
import { inEveryLook, type Look } from './look.ts'
import { type SlowLine, slowLine } from './slow-line.ts'
import { openStage, type Seat, type Stage } from './stage.ts'

describe('one person takes a conversation, answers it and hands it back', () => {
  let stage: Stage
  let mira: Seat
  let jonas: Seat
  let shop: Page
  let serviceId: string
  const lines = new Map<Seat, SlowLine>()
  beforeAll(async () => {
    stage = await openStage()
    serviceId = (await stage.service()).id
    mira = await stage.operator('Mira Solano')
    jonas = await stage.operator('Jonas Weidt')
    for (const seat of [mira, jonas]) lines.set(seat, await slowLine(seat))
    shop = await stage.stranger(`/demo?service=${serviceId}`)
  })
  afterAll(() => stage.stop())

  const chat = () => shop.getByRole('dialog')
  const say = async (text: string) => {
    await chat().getByRole('textbox').fill(text)
    await chat().getByRole('textbox').press('Enter')
  }
  const conversation = async () => (await stage.key.get(`/conversations?serviceId=${serviceId}&limit=1`)).body.items[0]
  const as = (what: string, operatorId: string, id: string) =>
    stage.key.post(`/conversations/${id}/${what}`, { operatorId })

  const log = ({ page }: Seat) => page.getByRole('log')
  const card = ({ page }: Seat) => page.locator('.card', { hasText: 'My Tern floor lamp' })
  const box = ({ page }: Seat) => page.getByLabel('Reply to the customer')
  const press = ({ page }: Seat, name: string) => page.getByRole('button', { name, exact: true }).click()
  const takeOver = ({ page }: Seat) => page.getByRole('button', { name: 'Take Over Conversation' })
  const banner = ({ page }: Seat) => page.locator('.banner.blue')

  /** H9: the words of one role, as they stand in the panel. */
  const bubble = (seat: Seat, role: 'customer' | 'ai' | 'operator') => log(seat).locator(`.msg.${role} > p`).first()
  const side = async (seat: Seat, of: Locator): Promise<'left' | 'right' | 'centre'> => {
    const [outer, inner] = [await log(seat).boundingBox(), await of.boundingBox()]
    const [left, right] = [
      (inner?.x ?? 0) - (outer?.x ?? 0),
      (outer?.x ?? 0) + (outer?.width ?? 0) - (inner?.x ?? 0) - (inner?.width ?? 0),
    ]
    if (Math.abs(left - right) < 24) return 'centre'
    return left < right ? 'left' : 'right'
  }
  const status = async (seat: Seat) => {
    const badge = seat.page.locator('.panel .badge').first()
    return [await badge.textContent(), await hue(badge, 'background-color')]
  }

  test('H7, H9: what a customer writes in the widget stands on the card and in the panel', async () => {
    await shop.getByRole('button', { name: 'Open the chat' }).click()
    await inEveryLook(shop, 'widget-empty')
    await say('My Tern floor lamp arrived with a cracked shade.')
    await card(mira).waitFor()
    for (const fact of ['AI Active', 'Orders', 'Location unknown', '1 message'])
      expect(await card(mira).textContent()).toContain(fact)
    await card(mira).click()
    await bubble(mira, 'customer').waitFor()
    expect(await status(mira)).toEqual(['AI Active', 'green'])
  })

  test('B13: who else looks, and that the customer types, is seen as it happens', async () => {
    await card(jonas).click()
    await mira.page.getByRole('button', { name: 'Jonas is here' }).waitFor()
    await chat().getByRole('textbox').pressSequentially('Hel', { delay: 30 })
    await log(mira).getByText('The customer is typing').waitFor({ state: 'attached' })
    await card(mira).getByText('Customer is typing').waitFor()
    await chat().getByRole('textbox').fill('')
  })

  test('B13: the AI’s reply is seen as it is written, and the customer sees that it is; then it stands there once', async () => {
    const { id, turn } = await conversation()
    await stage.key.post(`/conversations/${id}/typing`, { role: 'ai', text: 'Please upload a ph' })
    await log(mira).locator('.msg.ai.writing', { hasText: 'Please upload a ph' }).waitFor()
    await chat().getByRole('img', { name: 'The assistant is writing' }).waitFor()
    await inEveryLook(mira.page, 'ai-writing')
    const reply = { role: 'ai', text: 'Please upload a photo under My orders.', turn }
    ;(await stage.key.post(`/conversations/${id}/messages`, reply)).expect(201)
    await chat().getByText(reply.text).waitFor()
    await log(mira).getByText(reply.text).waitFor()
    expect(await log(mira).locator('.msg.ai').count()).toBe(1)
    await inEveryLook(shop, 'widget-ai')
  })

  test('H10, L1: of two operators who press at the same moment one takes over; the other is told who, with a blue banner', async () => {
    const { id } = await conversation()
    // Neither hears of the other before both have pressed.
    for (const line of lines.values()) line.hold()
    await Promise.all([mira, jonas].map((seat) => takeOver(seat).click()))
    const refused = (seat: Seat) => seat.page.locator('.toast.bad', { hasText: 'Not taken over.' })
    await expect.poll(async () => (await refused(mira).count()) + (await refused(jonas).count())).toBe(1)
    const owner = (await conversation()).owner
    const [won, lost] = owner.id === mira.id ? [mira, jonas] : [jonas, mira]
    await refused(lost).waitFor()
    expect(await refused(lost).textContent()).toMatch(new RegExp(`${won.name} took over at \\d\\d:\\d\\d`))
    for (const line of lines.values()) line.letGo()
    await box(won).waitFor()
    await banner(lost).waitFor()
    const claims = (await stage.key.get(`/conversations/${id}/events`)).body.items.filter(
      ({ type }: { type: string }) => type === 'conversation.claimed',
    )
    expect(claims.length).toBe(1)
    await chat().getByText(`${won.name} has joined the conversation.`).waitFor()

    await inEveryLook(lost.page, 'race-lost', async () => {
      expect(await banner(lost).textContent()).toContain(`${won.name} is handling this conversation`)
      expect(await hue(banner(lost), 'background-color')).toBe('blue')
      expect(await takeOver(lost).getAttribute('aria-disabled')).toBe('true')
      expect(await status(lost)).toEqual(['Paused', 'yellow'])
    })
    await takeOver(lost).hover()
    await lost.page.getByRole('tooltip').getByText(`${won.name} is handling this conversation`).waitFor()
    await inEveryLook(won.page, 'race-won', async () => {
      expect(await takeOver(won).count()).toBe(0)
      expect(await banner(won).count()).toBe(0)
    })
    await inEveryLook(shop, 'widget-joined')
    // From here on the story is told of Mira.
    if (won === jonas) {
      await press(jonas, 'Release')
      await takeOver(mira).click()
      await box(mira).waitFor()
    }
    expect((await conversation()).owner.name).toBe('Mira Solano')
  })

  test('B1, L2: an AI reply that comes too late is kept as a draft for the person, and the customer never sees it', async () => {
    const { id } = await conversation()
    const text = 'I have started a replacement for LW-20418.'
    const late = await stage.key.post(`/conversations/${id}/messages`, { role: 'ai', text, turn: 1 })
    expect([late.status, late.body.code]).toEqual([409, 'stale_turn'])
    const draft = log(mira).getByRole('article', { name: /Late AI reply/ })
    await draft.getByText(text).waitFor()
    await inEveryLook(mira.page, 'late-reply', async () => {
      expect(await draft.textContent()).toContain('Late AI reply, not sent')
      expect(await draft.evaluate((element) => getComputedStyle(element).borderTopStyle)).toBe('dashed')
    })
    await draft.getByRole('button', { name: 'Use' }).click()
    expect(await box(mira).inputValue()).toContain(text)
    expect(await chat().getByText('I have started a replacement').count()).toBe(0)
  })

  test('H9, H10: Enter is a new line, Ctrl+Enter sends, and the customer reads it with the name', async () => {
    await box(mira).fill('Hello, Mira here.')
    await box(mira).press('Enter')
    await box(mira).pressSequentially('A new shade is on its way.')
    expect(await box(mira).inputValue()).toBe('Hello, Mira here.\nA new shade is on its way.')
    await box(mira).press('Control+Enter')
    await chat().getByText('A new shade is on its way.').waitFor()
    await expect.poll(() => box(mira).inputValue()).toBe('')
    expect(await chat().textContent()).toContain('Mira Solano')
    await log(mira).locator('.msg.operator').waitFor()

    await inEveryLook(mira.page, 'panel-mine', async (look) => {
      await fourRoles(mira, look)
      expect(await status(mira)).toEqual(['Paused', 'yellow'])
    })
    await inEveryLook(shop, 'widget-person')
  })

  /** H9: user blue right, AI white with border left, human green left, system yellow centred italic. */
  async function fourRoles(seat: Seat, { theme }: Look): Promise<void> {
    expect(await hue(bubble(seat, 'customer'), 'background-color')).toBe('blue')
    expect(await side(seat, bubble(seat, 'customer'))).toBe('right')
    const ai = bubble(seat, 'ai')
    expect(await hue(ai, 'background-color')).toBe(theme === 'light' ? 'white' : 'grey')
    expect(await ai.evaluate((element) => getComputedStyle(element).borderTopWidth)).toBe('1px')
    expect(await side(seat, ai)).toBe('left')
    expect(await hue(bubble(seat, 'operator'), 'background-color')).toBe('green')
    expect(await side(seat, bubble(seat, 'operator'))).toBe('left')
    const notice = log(seat).locator('.sys', { hasText: 'has joined the conversation.' }).first()
    expect(await hue(notice, 'background-color')).toBe('yellow')
    const { fontStyle, textAlign } = await notice.evaluate((element) => ({ ...getComputedStyle(element) }))
    expect([fontStyle, textAlign]).toEqual(['italic', 'center'])
    expect(await side(seat, notice)).toBe('centre')
  }

  test('L8, F14: a private note stands in the panel as “Private note”, and never in the widget', async () => {
    await press(mira, 'Private note')
    await mira.page.getByLabel('Private note').last().fill('Promised for Friday, same batch as last week.')
    await inEveryLook(mira.page, 'note-written')
    await mira.page.keyboard.press('Control+Enter')
    const note = log(mira).getByRole('note')
    await note.getByText('Promised for Friday').waitFor()
    expect(await note.textContent()).toContain('Private note')
    await log(jonas).getByRole('note').getByText('Promised for Friday').waitFor()
    expect(await chat().getByText('Promised for Friday').count()).toBe(0)
  })

  test('H12: Release ends the claim, the conversation stays paused, and another takes it', async () => {
    await press(mira, 'Release')
    await mira.page.getByText('waits for a person.', { exact: false }).first().waitFor()
    await takeOver(mira).waitFor()
    expect(await conversation()).toMatchObject({ owner: null, status: 'paused' })
    await inEveryLook(mira.page, 'released', async () => {
      expect(await status(mira)).toEqual(['Paused', 'yellow'])
    })
    // The customer is not told of a release that leaves the conversation paused.
    expect(
      await chat()
        .getByText(/released|waits/)
        .count(),
    ).toBe(0)
    await takeOver(jonas).click()
    await box(jonas).waitFor()
    await banner(mira).getByText('Jonas Weidt').waitFor()
    expect(await conversation()).toMatchObject({ owner: { name: 'Jonas Weidt' }, status: 'paused' })
  })

  test('L1, H10: who lost the conversation while writing is told by whom, keeps the text, and the customer reads nothing of it', async () => {
    const { id } = await conversation()
    const line = lines.get(jonas)
    const text = 'Dear customer, this is half of a long ans'
    await box(jonas).fill(text)
    line?.hold()
    ;(await as('release', jonas.id, id)).expect(200)
    ;(await as('takeover', mira.id, id)).expect(200)
    await box(jonas).press('Control+Enter')
    const why = jonas.page.locator('.banner.red', { hasText: 'Not sent.' })
    await why.waitFor()
    expect(await why.textContent()).toMatch(/Mira Solano took over at \d\d:\d\d\. Your text is kept here\./)
    line?.letGo()
    await banner(jonas).waitFor()
    await inEveryLook(jonas.page, 'text-kept', async () => {
      expect(await box(jonas).inputValue()).toBe(text)
      expect(await banner(jonas).textContent()).toContain('Mira Solano is handling this conversation')
    })
    await jonas.page.reload()
    await box(jonas).waitFor()
    expect(await box(jonas).inputValue()).toBe(text)
    expect(await chat().getByText('half of a long').count()).toBe(0)
    await jonas.page.getByRole('button', { name: 'Send' }).click({ force: true })
    expect((await stage.key.get(`/conversations/${id}`)).body.lastMessage.text).not.toBe(text)
  })

  test('H11: Resume AI gives it back, the customer is told, and the AI answers the next message', async () => {
    await press(mira, 'Resume AI')
    const notice = 'The AI assistant is answering again.'
    await chat().getByText(notice).waitFor()
    await log(mira).getByText(notice).waitFor()
    await say('Thank you. Will it come before the weekend?')
    await log(mira).getByText('before the weekend?').waitFor()
    const { id, turn, status: now } = await conversation()
    expect(now).toBe('ai_active')
    const reply = { role: 'ai', text: 'Yes, on Friday before 14:00.', turn }
    ;(await stage.key.post(`/conversations/${id}/messages`, reply)).expect(201)
    await chat().getByText(reply.text).waitFor()
    // Nobody who lost the conversation is seen to write on in it.
    expect(
      await chat()
        .getByRole('img', { name: /is writing/ })
        .count(),
    ).toBe(0)
    expect(await log(mira).locator('.typing').count()).toBe(0)
    await inEveryLook(mira.page, 'resumed', async () => {
      expect(await status(mira)).toEqual(['AI Active', 'green'])
      expect(await hue(log(mira).locator('.sys', { hasText: notice }), 'background-color')).toBe('yellow')
    })
    await inEveryLook(shop, 'widget-resumed')
  })

  test('F15: Resolve asks, and ends the session', async () => {
    // The second press of a double click does not reach what comes in the place of the button: Release, Resolve.
    await takeOver(mira).dblclick()
    await box(mira).waitFor()
    expect(await conversation()).toMatchObject({ owner: { name: 'Mira Solano' } })
    await press(mira, 'Resolve')
    const question = mira.page.getByRole('alertdialog', { name: 'Are you sure you want to resolve this session?' })
    await question.waitFor()
    await inEveryLook(mira.page, 'resolve', async () => {
      expect(await hue(question.getByRole('button', { name: 'Yes' }), 'background-color')).toBe('red')
    })
    // Twice, as some people press everything: nothing under the dialog hears of it.
    await question.getByRole('button', { name: 'Yes' }).dblclick()
    await mira.page.getByText('Session resolved').waitFor()
    // The answer may come a moment before the event.
    await box(mira).waitFor({ state: 'detached' })
    await chat().getByText('This conversation is closed').first().waitFor()
    await inEveryLook(shop, 'widget-closed')
    await inEveryLook(mira.page, 'resolved')
  })

  test('F15, laws.md: an operator who writes after the end reopens it; the customer’s next message starts a new one with the AI', async () => {
    const { id } = await conversation()
    await press(mira, 'Reopen')
    await box(mira).fill('The new shade is on its way.')
    await press(mira, 'Send')
    await log(mira)
      .getByText(/The session was reopened by Mira Solano at/)
      .waitFor()
    await chat().getByText('The new shade is on its way.').waitFor()
    expect(await conversation()).toMatchObject({ id, status: 'paused', owner: { name: 'Mira Solano' } })
    await box(mira).fill('It should be there on Friday.')
    await as('resolve', mira.id, id)
    await mira.page.getByRole('button', { name: 'Reopen and send' }).waitFor()
    await inEveryLook(mira.page, 'reopen-and-send')
    await say('One more thing')
    await mira.page.getByRole('link', { name: 'Take the text to the new session' }).waitFor()
    await inEveryLook(mira.page, 'went-on')
    await mira.page.locator('.card', { hasText: 'One more thing' }).waitFor()
    expect(await conversation()).toMatchObject({ previousId: id, status: 'ai_active' })
    await shop.reload()
    await chat().getByText('The new shade is on its way.').waitFor()
    await chat().getByText('New conversation').waitFor()
    await inEveryLook(shop, 'widget-earlier')
  })
})
