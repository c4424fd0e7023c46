import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { broken } from './axe.ts'
import { inEveryLook } from './look.ts'
import { openStage, type Seat, type Stage } from './stage.ts'

describe('a supervisor, an operator and a customer', () => {
  let stage: Stage
  let ada: Seat
  let mira: Seat
  let shop: Page
  let id: string
  beforeAll(async () => {
    stage = await openStage()
    const service = await stage.service()
    await stage.key.post('/canned-replies', { shortcut: 'refund', text: 'Your refund is on its way. {operator}' })
    ada = await stage.admin()
    mira = await stage.operator('Mira Solano')
    shop = await stage.stranger(`/demo?service=${service.id}`)
  })
  afterAll(() => stage.stop())

  const chat = () => shop.getByRole('dialog')
  const box = ({ page }: Seat) => page.getByRole('textbox', { name: 'Reply to the customer' })
  const log = ({ page }: Seat) => page.getByRole('log')
  const png = Buffer.from('89504e470d0a1a0a0102', 'hex')

  test('the customer sends a picture from the widget, and the operator saves it', async () => {
    await shop.getByRole('button', { name: 'Open the chat' }).click()
    const field = chat().getByRole('textbox')
    await field.fill('My lamp came broken.')
    await field.press('Enter')
    await chat().getByText('Delivered').waitFor()
    await chat()
      .getByLabel('Files to attach')
      .setInputFiles({ name: 'cracked shade.png', mimeType: 'image/png', buffer: png })
    await chat().getByRole('list', { name: 'Attached files' }).getByText('cracked shade.png').waitFor()
    await chat().getByRole('button', { name: 'Send' }).click()
    const found = await stage.key.get('/conversations?limit=1')
    id = found.body.items[0].id
    await mira.page.goto(`${stage.url}/handoff/${id}`)
    const link = log(mira).getByRole('link', { name: 'cracked shade.png' })
    await link.waitFor()
    const [saved] = await Promise.all([mira.page.waitForEvent('download'), link.click()])
    expect(saved.suggestedFilename()).toBe('cracked shade.png')
  })

  test('the operator answers with a canned reply and a file, by keyboard; the customer saves the file', async () => {
    await mira.page.getByRole('button', { name: 'Take Over Conversation' }).click()
    await box(mira).pressSequentially('/ref')
    await mira.page.getByRole('option', { name: /refund/ }).waitFor()
    expect(await broken(mira.page)).toEqual([])
    await inEveryLook(mira.page, 'panel-canned')
    await mira.page.keyboard.press('Enter')
    expect(await box(mira).inputValue()).toBe('Your refund is on its way. Mira Solano ')
    await mira.page
      .getByLabel('Files to attach')
      .setInputFiles({ name: 'label.txt', mimeType: 'text/plain', buffer: Buffer.from('Send it to Lampwright.') })
    await mira.page.getByRole('list', { name: 'Attached files' }).getByText('label.txt').waitFor()
    expect(await broken(mira.page)).toEqual([])
    await inEveryLook(mira.page, 'panel-attached')
    await box(mira).press('Control+Enter')
    await log(mira).getByRole('link', { name: 'label.txt' }).waitFor()
    const file = chat().getByRole('button', { name: /label\.txt/ })
    await file.waitFor()
    const [saved] = await Promise.all([shop.waitForEvent('download'), file.click()])
    expect(saved.suggestedFilename()).toBe('label.txt')
    await inEveryLook(shop, 'widget-files')
  })

  test('B12: a supervisor is seen to look, whispers, names her in a note, and takes it with a reason; she is told of each', async () => {
    await ada.page.goto(`${stage.url}/handoff/${id}`)
    await mira.page.getByRole('button', { name: 'ada is here' }).waitFor()
    // A page that was loaded again hears who is there already.
    await ada.page.reload()
    await ada.page.getByRole('button', { name: 'Mira is here' }).waitFor()
    await ada.page.getByRole('button', { name: 'Whisper' }).click()
    await ada.page.getByRole('textbox', { name: 'Whisper' }).fill('Offer her ten percent.')
    await ada.page.getByRole('dialog').getByRole('button', { name: 'Whisper' }).click()
    await mira.page.getByText('ada whispers to you about').waitFor()
    await ada.page.getByRole('button', { name: 'Private note' }).click()
    const note = ada.page.getByRole('textbox', { name: 'Private note' })
    await note.pressSequentially('Well done @sol')
    await ada.page.getByRole('option', { name: /Mira Solano/ }).waitFor()
    await ada.page.keyboard.press('Tab')
    await ada.page.keyboard.press('Control+Enter')
    await mira.page.getByText('ada mentions you in a note on').waitFor()
    await box(mira).fill('I am still on it')
    await ada.page.getByRole('button', { name: 'Take over from Mira Solano…' }).click()
    const dialog = ada.page.getByRole('dialog', { name: 'Take over from Mira Solano?' })
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('Your shift is over')
    expect(await broken(ada.page)).toEqual([])
    await inEveryLook(ada.page, 'force-dialog')
    await dialog.getByRole('button', { name: 'Take over' }).click()
    await mira.page.getByText('ada took over your conversation with').waitFor()
    await mira.page.getByText('ada took it from you: “Your shift is over” What you typed is kept.').waitFor()
    expect(await box(mira).inputValue()).toBe('I am still on it')
    await inEveryLook(mira.page, 'taken-from-me')
    await chat().getByText('ada has joined the conversation.').waitFor()
    expect(await chat().innerText()).not.toMatch(/shift|percent|Well done/)
  })
})
