import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { inEveryLook } from './look.ts'
import { openStage, type Seat, type Stage } from './stage.ts'

describe('the Sessions screen', () => {
  let stage: Stage
  let mira: Seat
  let open: string
  let ended: string
  beforeAll(async () => {
    stage = await openStage()
    const care = await stage.service()
    mira = await stage.operator('Mira Solano', '/sessions')
    ended = (await stage.begin(care.id, 'The shade came cracked', { name: 'Niamh Brady', phone: '+353 1 555 01' })).id
    await stage.key.post(`/conversations/${ended}/takeover`, { operatorId: mira.id })
    await stage.key.post(`/conversations/${ended}/messages`, {
      role: 'operator',
      text: 'A new shade is on its way.',
      operatorId: mira.id,
    })
    await stage.key.post(`/conversations/${ended}/resolve`, { operatorId: mira.id })
    for (let n = 0; n < 60; n++) await stage.begin(care.id, `Question ${n} about a lamp`)
    const tilleuls = await stage.begin(care.id, 'Trade price for forty wall lights?', { name: 'Hôtel des Tilleuls' })
    open = tilleuls.id
    await stage.key.post(`/conversations/${open}/messages`, {
      role: 'ai',
      text: 'From twenty pieces the trade price is 18 % lower.',
      turn: tilleuls.turn,
    })
  })
  afterAll(() => stage.stop())

  const patient = { timeout: 15_000, interval: 100 }
  /** So many rows, the head among them. */
  const rows = (count: number) => expect.poll(() => main().getByRole('row').count(), patient).toBe(count)
  const main = () => mira.page.getByRole('main')
  const row = (words: string) => main().getByRole('row').filter({ hasText: words })

  test('A1: all sessions, open and ended, with the pulsing dot while active, and the owner’s avatar under Responsible', async () => {
    await mira.page.goto(`${stage.url}/sessions`)
    await row('Hôtel des Tilleuls').waitFor()
    expect(await row('Hôtel des Tilleuls').locator('.live-dot').getAttribute('title')).toBe('Active')
    // More of them as one comes to the end.
    await main().getByText('Visitor from Ghent').last().scrollIntoViewIfNeeded()
    await row('Niamh Brady').waitFor()
    expect(await row('Niamh Brady').locator('.live-dot').getAttribute('title')).toBe('Finished')
    expect(await row('Niamh Brady').locator('.face').getAttribute('title')).toBe('Mira Solano')
    await row('Niamh Brady').getByText('Resolved').waitFor()
    await inEveryLook(mira.page, 'sessions')
  })

  test('A1: a word of the transcript finds the session; what finds none says so', async () => {
    const { page } = mira
    await page.getByLabel('Search sessions').fill('new shade')
    await row('Niamh Brady').waitFor()
    await rows(2)
    expect(new URL(page.url()).searchParams.get('text')).toBe('new shade')
    await page.getByLabel('Search sessions').fill('xylophone')
    await main().getByText('No session is like that').waitFor()
    await main().getByRole('button', { name: 'Clear the filters' }).click()
    await row('Hôtel des Tilleuls').waitFor()
  })

  test('A1: filters stand in the address; Resolved shows what ended, and the file is of the same list', async () => {
    const { page } = mira
    await main().getByRole('button', { name: 'Resolved' }).click()
    await rows(2)
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      main().getByRole('link', { name: 'Export CSV' }).click(),
    ])
    expect(file.suggestedFilename()).toBe('sessions.csv')
    const text = await file.createReadStream().then(async (stream) => Buffer.concat(await stream.toArray()).toString())
    expect(text.trim().split('\r\n')).toHaveLength(2)
    expect(text).toContain(`"'+353 1 555 01"`)
    await main()
      .getByRole('button', { name: /^Filter/ })
      .click()
    const filters = page.getByRole('dialog', { name: 'Filter and columns' })
    await filters.getByRole('combobox', { name: 'Responsible' }).selectOption('Mira Solano')
    await filters.getByRole('checkbox', { name: 'Channel' }).uncheck()
    await inEveryLook(page, 'sessions-filter')
    await page.keyboard.press('Escape')
    await row('Niamh Brady').waitFor()
    expect(await main().getByRole('columnheader', { name: 'Channel' }).count()).toBe(0)
    await main().getByRole('button', { name: 'Clear' }).click()
  })

  test('A2, A4: by keyboard alone: open a session, “Hand over to the operator”, “Session set to operator”, the marker, and why not again', async () => {
    const { page } = mira
    await page.getByLabel('Search sessions').fill('Tilleuls')
    await rows(2)
    await main().getByRole('link', { name: 'Hôtel des Tilleuls' }).focus()
    await page.keyboard.press('Enter')
    const session = page.getByRole('complementary', { name: 'Session' })
    await session.getByRole('log').getByText('18 % lower').waitFor()
    await session.getByText('Parameters & results').waitFor()
    await inEveryLook(page, 'session-open')
    const button = session.getByRole('button', { name: 'Hand over to the operator' })
    await button.focus()
    await page.keyboard.press('Enter')
    await page.getByText('Session set to operator').waitFor()
    await session.getByText(/^Transfer to human agent at /).waitFor()
    await expect.poll(() => button.getAttribute('aria-disabled'), patient).toBe('true')
    expect((await stage.key.get(`/conversations/${open}`)).body).toMatchObject({ status: 'paused', owner: null })
    await button.focus()
    const reason = page.locator(`[id="${await button.getAttribute('aria-describedby')}"]`)
    expect(await reason.textContent()).toBe('Session is already handled by an operator')
    await session.locator('p').getByText('Session is already handled by an operator').waitFor()
    await page.getByText('Session set to operator').waitFor({ state: 'hidden' })
    await inEveryLook(page, 'session-handed-over')
  })

  test('A4, A5: a finished session says “Session is already finished”; who gave nothing: “No contact info found”', async () => {
    const { page } = mira
    await page.goto(`${stage.url}/sessions/${ended}`)
    const session = page.getByRole('complementary', { name: 'Session' })
    await session.locator('p').getByText('Session is already finished').waitFor()
    await session.getByText(/^The session was resolved by Mira Solano at /).waitFor()
    await session.getByText('+353 1 555 01').waitFor()
    await page.goto(`${stage.url}/sessions`)
    await main().getByRole('link', { name: 'Visitor from Ghent' }).first().click()
    await session.getByText('No contact info found').waitFor()
  })

  test('A5: “Open in 360” opens a new tab; contact details are edited and verified, and the history says who did it', async () => {
    const { page } = mira
    await page.goto(`${stage.url}/sessions/${ended}`)
    const session = page.getByRole('complementary', { name: 'Session' })
    const [tab] = await Promise.all([
      page.waitForEvent('popup'),
      session.getByRole('link', { name: 'Open in 360' }).click(),
    ])
    await tab.getByRole('heading', { name: 'Niamh Brady' }).waitFor()
    const contact = tab.getByRole('region', { name: 'Contact details' })
    await contact.getByText('not verified').first().waitFor()
    await tab.getByRole('region', { name: 'Sessions across channels' }).getByText('The shade came cracked').waitFor()
    await tab.getByRole('button', { name: 'Edit' }).click()
    const dialog = tab.getByRole('dialog', { name: 'Edit customer' })
    await dialog.getByLabel('E-mail').fill('niamh')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.getByText('Must be an e-mail address, such as kim@example.com.').waitFor()
    expect(await dialog.getByLabel('E-mail').inputValue()).toBe('niamh')
    await dialog.getByLabel('E-mail').fill('niamh@mail.example')
    await dialog.getByLabel('Address').fill('Galway')
    await dialog.getByLabel('Labels').fill('Trade, Batch 7 shade')
    // Somebody else was quicker: their change is shown, and what was typed here is saved on top of it.
    const id = tab.url().split('/').at(-1)
    const theirs = await stage.key.patch(`/customers/${id}`, { version: 1, phone: '+353 1 555 02' })
    theirs.expect(200)
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.getByText('Phone is now “+353 1 555 02”').waitFor()
    await dialog.getByRole('button', { name: 'Save' }).click()
    await tab.getByText('Customer saved').waitFor()
    await contact.getByText('niamh@mail.example').waitFor()
    await contact.getByText('+353 1 555 02').waitFor()
    await tab.getByRole('button', { name: 'Verify' }).click()
    await expect.poll(() => contact.getByText('not verified').count(), patient).toBe(0)
    await tab.getByRole('region', { name: 'History' }).getByText('set email to “niamh@mail.example”').waitFor()
    await inEveryLook(tab, 'customer')
    await tab.close()
  })

  test('A5: a duplicate is shown, merged in one step after both were seen, and the merge undone', async () => {
    const care = (await stage.key.get('/services')).body.items[0]
    const phone = '+353 1 555 77'
    const first = await stage.begin(care.id, 'A lamp for the hall', { name: 'Colm Hegarty', phone })
    const twin = await stage.begin(care.id, 'It is me again', { name: 'C. Hegarty', phone })
    const customerOf = async (id: string) => (await stage.key.get(`/conversations/${id}/customer`)).body.customer?.id
    for (const { id } of [first, twin]) await expect.poll(() => customerOf(id), patient).toBeTruthy()
    const { page } = mira
    await page.goto(`${stage.url}/customers/${await customerOf(first.id)}`)
    await main().getByText('Perhaps the same person').waitFor()
    await main().getByRole('button', { name: 'Merge…' }).click()
    const question = page.getByRole('alertdialog', { name: 'Merge C. Hegarty into Colm Hegarty?' })
    await question.getByRole('cell', { name: 'C. Hegarty' }).waitFor()
    await question.getByRole('button', { name: 'Merge' }).click()
    await page.getByText('Merged into one record').waitFor()
    await main().getByText('It is me again').waitFor()
    await main().getByRole('button', { name: 'Undo' }).click()
    await page.getByText('Two records again').waitFor()
    await main().getByText('Perhaps the same person').waitFor()
  })

  test('A5: an administrator erases a person after a question; the session stays, without a word', async () => {
    const care = (await stage.key.get('/services')).body.items[0]
    const { id } = await stage.begin(care.id, 'My name is Aurel and this is private', { name: 'Aurel Dobre' })
    const customerOf = async () => (await stage.key.get(`/conversations/${id}/customer`)).body.customer?.id
    await expect.poll(customerOf, patient).toBeTruthy()
    const admin = await stage.admin(`/customers/${await customerOf()}`)
    const { page } = admin
    await page.getByRole('heading', { name: 'Aurel Dobre' }).waitFor()
    await page.getByRole('button', { name: 'Erase' }).click()
    const question = page.getByRole('alertdialog', { name: 'Erase Aurel Dobre?' })
    await question.getByText('This cannot be undone.').waitFor()
    await inEveryLook(page, 'customer-erase')
    await question.getByRole('button', { name: 'Erase' }).click()
    await page.getByText('Customer erased').waitFor()
    await page.goto(`${stage.url}/sessions/${id}`)
    const session = page.getByRole('complementary', { name: 'Session' })
    await session.getByRole('log').getByText('Erased').first().waitFor()
    await session.getByText(/^The customer’s words were erased at /).waitFor()
    expect(await session.textContent()).not.toContain('Aurel')
    await page.context().close()
  })

  test('A4: in AI Only the button says “This service is set to AI Only”', async () => {
    const { page } = mira
    await page.goto(`${stage.url}/sessions`)
    await main().getByRole('link', { name: 'Visitor from Ghent' }).first().click()
    await stage.key.put('/modes', { mode: 'ai_only' })
    const session = page.getByRole('complementary', { name: 'Session' })
    await session.locator('p').getByText('This service is set to AI Only').waitFor()
    await stage.key.put('/modes', { mode: 'human_supported' })
    await session.getByText('The AI stops and the session waits in Human Agents, unassigned.').waitFor()
  })
})
