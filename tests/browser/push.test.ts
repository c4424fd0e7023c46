import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type PushService, pushService } from '../builders/push-service.ts'
import { broken } from './axe.ts'
import { inEveryLook } from './look.ts'
import { giveBrowser, type Notified, notified } from './notified.ts'
import { connected, openStage, type Seat, type Stage } from './stage.ts'

let vendor: PushService
let stage: Stage
let serviceId: string
beforeAll(async () => {
  vendor = await pushService()
  stage = await openStage({ PUSH_SERVICE: vendor.url })
  serviceId = (await stage.service()).id
})
afterAll(async () => {
  await stage.stop()
  await vendor.stop()
  expect(vendor.faults).toEqual([])
})

/** An operator whose browser has a push service. */
async function operator(name: string): Promise<Seat> {
  const seat = await stage.operator(name)
  await giveBrowser(seat.context, stage.url, vendor)
  await seat.page.reload()
  await connected(seat.page)
  return seat
}
const question = (page: Page) => page.getByRole('dialog', { name: 'Enable notifications' })

describe('F6: stage 3 of the tutorial, turn on operator notifications', () => {
  test('F6: the dialog after the sign-in; put off, it does not come again, and the Profile page has the button', async () => {
    const { page, context } = await operator('Noor Vos')
    await question(page).waitFor()
    await inEveryLook(page, 'notifications-dialog')
    expect(await broken(page)).toEqual([])
    await question(page).getByRole('button', { name: 'Not now' }).press('Enter')
    await question(page).waitFor({ state: 'detached' })
    await page.goto(`${stage.url}/settings/profile`)
    const enable = page.getByRole('banner').getByRole('button', { name: 'Enable notifications' })
    await enable.waitFor()
    expect(await question(page).count()).toBe(0)
    await page.getByText('This browser is not notified').waitFor()
    await inEveryLook(page, 'profile-notifications-off')
    await enable.click()
    await page.getByRole('banner').getByText('Notifications enabled').waitFor()
    await page.getByRole('switch', { name: 'Quiet hours' }).click()
    await page.getByLabel('Quiet from').selectOption('23:30')
    await page.getByLabel('Quiet until').selectOption('06:00')
    await page.getByRole('switch', { name: 'Session assigned' }).click()
    await expect
      .poll(() => page.getByRole('switch', { name: 'Session assigned' }).getAttribute('aria-checked'))
      .toBe('false')
    await inEveryLook(page, 'profile-notifications-on')
    expect(await broken(page)).toEqual([])
    await page.reload()
    await page.getByRole('banner').getByText('Notifications enabled').waitFor()
    expect(await page.getByLabel('Quiet from').inputValue()).toBe('23.5')
    expect(await page.getByRole('switch', { name: 'Session assigned' }).getAttribute('aria-checked')).toBe('false')
    await page.getByRole('button', { name: 'Turn off in this browser' }).click()
    await enable.waitFor()
    await context.close()
  })

  test('F18: where the browser’s settings forbid it, the Profile page says what to do', async () => {
    const { page, context } = await stage.operator('Ida Moen')
    await page.goto(`${stage.url}/settings/profile`)
    await page.getByText('Notifications of this page are blocked in this browser').waitFor()
    const enable = page.getByRole('banner').getByRole('button', { name: 'Enable notifications' })
    expect(await enable.getAttribute('aria-disabled')).toBe('true')
    expect(await question(page).count()).toBe(0)
    await inEveryLook(page, 'profile-notifications-blocked')
    await context.close()
  })
})

describe('F6: browser notifications fire', () => {
  let mira: Seat
  let browser: Notified
  beforeAll(async () => {
    mira = await operator('Mira Solano')
    await question(mira.page).getByRole('button', { name: 'Allow notifications' }).click()
    await question(mira.page).waitFor({ state: 'detached' })
    browser = await notified(mira.context, stage.url, vendor)
  })
  afterAll(() => mira.context.close())
  const give = async (text: string) => {
    const { id } = await stage.begin(serviceId, text)
    ;(await stage.key.post(`/conversations/${id}/assign`, { operatorId: mira.id })).expect(200)
    return id
  }
  const say = async (id: string, text: string) =>
    (await stage.key.post(`/conversations/${id}/messages`, { role: 'customer', text })).expect(201)

  const shown = async () => (await browser.shown()).map(({ title }) => title).toSorted()
  const eventually = (look: () => Promise<unknown>) => expect.poll(look, { timeout: 10_000, interval: 40 })

  test('F6: “You have new session assigned.” is shown, and a press on it leads the open console there', async () => {
    const id = await give('Where is my lamp?')
    expect(await browser.deliver()).toEqual(['You have new session assigned.'])
    await eventually(browser.shown).toEqual([
      { title: 'You have new session assigned.', body: 'Customer Care', silent: false },
    ])
    await browser.press('You have new session assigned.')
    await mira.page.waitForURL(`**/human-agents/${id}`)
    await mira.page.getByRole('log').getByText('Where is my lamp?').waitFor()
    await eventually(shown).toEqual([])
  })

  test('F6: “New message: …” is shown, but not over the very conversation that is in front', async () => {
    const id = await give('Is it waterproof?')
    await browser.deliver()
    await eventually(shown).toEqual(['You have new session assigned.'])
    await browser.press('You have new session assigned.')
    await mira.page.waitForURL(`**/human-agents/${id}`)
    await mira.page.bringToFront()
    await say(id, 'For the bathroom.')
    expect(await browser.deliver()).toEqual(['New message: For the bathroom.'])
    // Pushes are shown one after another: when this one is there the one before has been decided on.
    await give('Another one')
    await browser.deliver()
    await eventually(shown).toEqual(['You have new session assigned.'])
    await mira.page.goto(`${stage.url}/handoff`)
    await say(id, 'Hello?')
    await browser.deliver()
    await eventually(shown).toEqual(['New message: Hello?', 'You have new session assigned.'])
    await browser.press('New message: Hello?')
    await mira.page.waitForURL(`**/human-agents/${id}`)
  })

  test('F6: with the page closed both are shown, text as text', async () => {
    for (const title of await shown()) await browser.press(title)
    await eventually(shown).toEqual([])
    await mira.page.close()
    const id = await give('Anybody?')
    await browser.deliver()
    await say(id, '<b>bold</b>')
    expect(await browser.deliver()).toEqual(['New message: <b>bold</b>'])
    await eventually(shown).toEqual(['New message: <b>bold</b>', 'You have new session assigned.'])
  })
})
