import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { broken } from './axe.ts'
import { hue } from './colours.ts'
import { inEveryLook } from './look.ts'
import { openStage, type Seat, type Stage } from './stage.ts'

/** An AI takes a while. */
const SOON = { timeout: 15_000 }

/** Stages 5 to 8 of the tutorial in seeds/000, without the draft from Copilot, in its words. */
describe('F7–F15: an escalated conversation is received, claimed, answered, annotated, assigned and resolved', () => {
  let stage: Stage
  let admin: Seat
  let mira: Seat
  let amara: Seat
  let shop: Page
  let serviceId: string
  beforeAll(async () => {
    stage = await openStage()
    serviceId = (
      await stage.service({ name: 'EventHub', agent: 'EventHub Assistant', ai: 'builtin', allowHandoff: true })
    ).id
    mira = await stage.operator('Mira Solano')
    amara = await stage.operator('Amara Okoye')
    admin = await stage.admin('/human-agents')
    shop = await stage.stranger(`/demo?service=${serviceId}`)
  })
  afterAll(() => stage.stop())

  const widget = () => shop.getByRole('dialog')
  const say = async (text: string) => {
    await widget().getByRole('textbox').fill(text)
    await widget().getByRole('textbox').press('Enter')
  }
  const newest = async () => (await stage.key.get(`/conversations?serviceId=${serviceId}&limit=1`)).body.items[0]
  const inbox = ({ page }: Seat) => page.getByRole('region', { name: 'Conversations' })
  const group = (seat: Seat, name: string) => inbox(seat).getByRole('region', { name })
  const cards = (seat: Seat, name: string) => group(seat, name).getByRole('listitem').getByRole('link')
  const log = ({ page }: Seat) => page.getByRole('log')
  const button = ({ page }: Seat, name: string | RegExp) => page.getByRole('button', { name, exact: true })
  const tab = ({ page }: Seat, name: RegExp) => page.getByRole('tab', { name })
  const reply = ({ page }: Seat) => page.getByLabel('Reply to the customer')
  const note = ({ page }: Seat) => page.getByRole('textbox', { name: 'Private note' })
  const toast = ({ page }: Seat, text: string) => page.locator('.toast', { hasText: text }).waitFor()
  const pick = ({ page }: Seat, name: RegExp) => page.getByRole('menuitem', { name }).click()
  const WHEN = String.raw`\d{1,2} \w{3,4} \d{4}, \d\d:\d\d`

  test('F18: an empty workspace says why it is empty, and what brings a conversation here', async () => {
    await admin.page.getByText('No conversation is with people').waitFor()
    await inEveryLook(admin.page, 'human-agents-empty')
    expect(await broken(admin.page)).toEqual([])
  })

  test('Stage 5: “I want to talk to a human”: the agent acknowledges and stops, and the operator finds it in Unassigned', async () => {
    await shop.getByRole('button', { name: 'Open the chat' }).click()
    await say('I want to talk to a human')
    await expect.poll(async () => (await newest())?.status, SOON).toBe('paused')
    await widget()
      .getByText(/passing you on|person|colleague/i)
      .last()
      .waitFor()
    await say('Are you there?')
    const { page } = mira
    await page.getByRole('link', { name: /Human Agents/ }).click()
    await page.getByRole('heading', { name: 'Human Agents', level: 1 }).waitFor()
    await cards(mira, 'Unassigned').waitFor()
    expect(await page.getByRole('link', { name: /Human Agents/ }).textContent()).toContain('1 active conversation')
    await inEveryLook(page, 'human-agents-list')
    await page.getByRole('button', { name: 'AI Agent view' }).click()
    await cards(mira, 'EventHub Assistant').waitFor()
    await page.getByRole('button', { name: 'Human Agent view' }).click()
    await cards(mira, 'Unassigned').click()
    await log(mira).getByText('Are you there?').waitFor()
    expect(await log(mira).locator('.msg.ai').count()).toBe(1)
  })

  test('Stage 6: the context is read first; the markers say what happened, and the screen why one cannot write yet', async () => {
    const { page } = mira
    const marker = log(mira).locator('.marker', { hasText: 'Transfer to human agent' })
    expect((await marker.textContent())?.trim()).toMatch(new RegExp(`^Transfer to human agent at ${WHEN}$`))
    const information = page.getByRole('complementary', { name: 'Information' })
    for (const part of ['Contact info', 'AI Summary', 'Parameters', 'Results'])
      await information.getByRole('heading', { name: part }).waitFor()
    await page.getByText('No message input: the conversation is unassigned').waitFor()
    expect(await reply(mira).count()).toBe(0)
    expect(await button(mira, 'Resolve').count()).toBe(0)
    await inEveryLook(page, 'human-agents-unassigned')
    expect(await broken(page)).toEqual([])
  })

  test('Stage 6: Assign, then Me: “Operator assigned. Copilot mode enabled”, and Enter sends under one’s name', async () => {
    await button(mira, 'Assign').click()
    await pick(mira, /^Me/)
    await toast(mira, 'Operator assigned. Copilot mode enabled')
    await reply(mira).waitFor()
    await widget().getByText('Mira Solano has joined the conversation.').waitFor()
    await reply(mira).fill('Hello, Mira here.')
    await reply(mira).press('Shift+Enter')
    await reply(mira).pressSequentially('Which date would suit you?')
    expect(await reply(mira).inputValue()).toBe('Hello, Mira here.\nWhich date would suit you?')
    await reply(mira).press('Enter')
    await widget().getByText('Which date would suit you?').waitFor()
    await expect.poll(() => reply(mira).inputValue(), SOON).toBe('')
    expect(await widget().textContent()).toContain('Mira Solano')
    await log(mira)
      .getByText(new RegExp(`^Mira Solano was assigned by Mira Solano at ${WHEN}$`))
      .waitFor()
    await inEveryLook(mira.page, 'human-agents-mine')
    expect(await broken(mira.page)).toEqual([])
  })

  test('B13, F11: a colleague reads along, each sees that the other is there, and Reply is the owner’s alone', async () => {
    const { page } = amara
    await page.goto(`${stage.url}/human-agents/${(await newest()).id}`)
    await page.locator('.banner.blue', { hasText: 'Mira Solano is handling this conversation' }).waitFor()
    await mira.page.getByRole('status').getByText('Amara is here').waitFor()
    expect(await tab(amara, /Reply/).getAttribute('aria-disabled')).toBe('true')
    expect(await reply(amara).count()).toBe(0)
    await reply(mira).pressSequentially('Let me')
    await page.getByText('Mira Solano is typing a reply to the customer').waitFor()
    await inEveryLook(page, 'human-agents-colleague', async () => {
      expect(await hue(page.locator('.banner.blue'), 'background-color')).toBe('blue')
    })
    expect(await broken(page)).toEqual([])
    await reply(mira).fill('')
  })

  test('Stage 7: a note is saved with a Private note label, and never reaches the customer', async () => {
    await tab(mira, /Notes/).click()
    await note(mira).fill('Wants 12 December, not the 10th. Waive the fee.')
    await inEveryLook(mira.page, 'human-agents-note')
    expect(await broken(mira.page)).toEqual([])
    await note(mira).press('Enter')
    const saved = log(mira).getByRole('note')
    await saved.getByText('Waive the fee').waitFor()
    expect(await saved.textContent()).toContain('Private note')
    // The next thing typed is no reply.
    expect(await tab(mira, /Notes/).getAttribute('aria-selected')).toBe('true')
    await log(amara).getByRole('note').getByText('Waive the fee').waitFor()
    expect(await widget().getByText('Waive the fee').count()).toBe(0)
  })

  test('Stage 7: the owner’s name in the chat header assigns to a teammate, with the number of conversations beside each', async () => {
    const other = await stage.begin(serviceId, 'How late may I come?')
    ;(await stage.key.post(`/conversations/${other.id}/takeover`, { operatorId: amara.id })).expect(200)
    await tab(mira, /Reply/).click()
    await reply(mira).fill('Half a sentence')
    await button(mira, 'Assign, now Mira Solano').click()
    const item = mira.page.getByRole('menuitem', { name: /Amara Okoye/ })
    await expect.poll(() => item.locator('.end').textContent(), SOON).toBe('1')
    await inEveryLook(mira.page, 'human-agents-assign')
    await item.click()
    await toast(mira, 'Assigned to Amara Okoye.')
    const marker = new RegExp(`^Amara Okoye was assigned by Mira Solano at ${WHEN}$`)
    await log(mira).getByText(marker).waitFor()
    // The new owner sees everything that happened before.
    for (const said of ['I want to talk to a human', 'Which date would suit you?', 'Waive the fee'])
      await log(amara).getByText(said).first().waitFor()
    await reply(amara).waitFor()
    // What was not sent is kept, over a reload, and is nobody's reply.
    await mira.page.reload()
    await reply(mira).waitFor()
    expect(await reply(mira).inputValue()).toBe('Half a sentence')
    await inEveryLook(mira.page, 'human-agents-kept')
    expect(await widget().getByText('Half a sentence').count()).toBe(0)
  })

  test('Stage 8: Resolve is red, asks, “Session resolved”, and the conversation leaves the workspace', async () => {
    expect(await hue(button(amara, 'Resolve'), 'background-color')).toBe('red')
    await button(amara, 'Resolve').click()
    const question = amara.page.getByRole('alertdialog', { name: 'Are you sure you want to resolve this session?' })
    await question.waitFor()
    await inEveryLook(amara.page, 'human-agents-resolve')
    await question.getByRole('button', { name: 'Yes' }).click()
    await toast(amara, 'Session resolved')
    await log(amara)
      .getByText(new RegExp(`^The session was resolved by Amara Okoye at ${WHEN}$`))
      .waitFor()
    await expect.poll(() => cards(amara, 'Amara Okoye').count(), SOON).toBe(1)
    await inEveryLook(amara.page, 'human-agents-resolved')
  })

  test('Stage 8: when the customer writes again a new session starts with the agent, and the next operator sees the note', async () => {
    const before = (await newest()).id
    await say('One more question')
    await expect.poll(async () => (await newest()).id, SOON).not.toBe(before)
    const session = await newest()
    expect(session).toMatchObject({ status: 'ai_active' })
    ;(await stage.key.post(`/conversations/${session.id}/handoff`, { trigger: 'manual' })).expect(200)
    const { page } = admin
    await cards(admin, 'Unassigned').click()
    await page.getByText(/1 private note from earlier sessions/).waitFor()
    await page.getByRole('note').getByText('Waive the fee').waitFor()
    await inEveryLook(page, 'human-agents-earlier')
    expect(await broken(page)).toEqual([])
  })

  test('several stand side by side, and everything goes by the keyboard', async () => {
    const { page } = admin
    const second = await stage.begin(serviceId, 'Can I bring my dog?', { name: 'Colm Hegarty' })
    ;(await stage.key.post(`/conversations/${second.id}/handoff`, { trigger: 'manual' })).expect(200)
    const card = group(admin, 'Unassigned').getByRole('link', { name: /Can I bring my dog/ })
    await card.waitFor()
    await page.keyboard.press('v')
    await page.keyboard.press('n')
    const beside = page.getByRole('region', { name: 'Conversation with Colm Hegarty' })
    await beside.waitFor()
    expect(await page.locator('.chat').count()).toBe(2)
    await page.keyboard.press('t')
    await beside.getByLabel('Reply to the customer').waitFor()
    // Whoever has it writes at once.
    await expect
      .poll(() => beside.getByLabel('Reply to the customer').evaluate((box) => box === document.activeElement), SOON)
      .toBe(true)
    await page.keyboard.type('Yes, on a lead.')
    await page.keyboard.press('Enter')
    await beside.getByRole('log').getByText('Yes, on a lead.', { exact: true }).waitFor()
    await inEveryLook(page, 'human-agents-beside')
    expect(await broken(page)).toEqual([])
    await page.keyboard.press('Escape')
    await beside.waitFor({ state: 'detached' })
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Keyboard' }).getByText('Keep open beside').waitFor()
  })
})
