import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { codeOf } from '../builders/totp.ts'
import { inEveryLook } from './look.ts'
import { ADMIN, connected, openStage, PASSWORD, type Seat, type Stage } from './stage.ts'

/** Nothing of the words is cut off. */
const wholeWords = (words: Locator) => words.evaluate(({ scrollWidth, clientWidth }) => scrollWidth <= clientWidth)

/** The screens behind the door, by name, path, and what stands on them. */
const screens = [
  ['sessions', '/sessions', 'Visitor from Villeneuve-Saint-Georges'],
  ['sessions-none', '/sessions?text=xylophone', 'No session is like that'],
  ['services', '/settings/services', 'Customer Care'],
  ['keys', '/settings/keys', /bootstrap/i],
  ['people', '/settings/people', 'Mira Solano'],
  ['groups', '/settings/groups', 'Lamp doctors'],
  ['audit', '/settings/audit', 'Created the service “Customer Care”'],
  ['canned-replies', '/settings/canned-replies', '/refund'],
  ['failed-work', '/settings/failed-work', 'Nothing has failed'],
  ['profile', '/settings/profile', 'In this browser'],
  ['nowhere', '/nowhere/at-all', 'There is no such page'],
  ['no-conversation', '/handoff/0192f0c1-2345-7abc-8def-0123456789ab', 'There is no conversation at this address'],
] as const

describe('every screen, wide and narrow, light and dark', () => {
  let stage: Stage
  let admin: Seat
  let open: string
  beforeAll(async () => {
    stage = await openStage()
    admin = await stage.admin()
    const care = await stage.service()
    await stage.operator('Mira Solano')
    await stage.key.post('/groups', {
      name: 'Lamp doctors',
      description: 'Repairs, and what came broken',
      services: [care.id],
    })
    await stage.key.post('/canned-replies', { shortcut: 'greeting', text: 'Hello {customer|there}, {operator} here.' })
    await stage.key.post('/canned-replies', {
      shortcut: 'refund',
      text: 'Your refund is on its way: it takes up to five working days until your bank shows it.',
      serviceId: care.id,
    })
    await stage.service({ name: 'Smart Home Support with a rather long name', agent: 'Tech Support' })
    const place = { location: { city: 'Villeneuve-Saint-Georges', region: 'Île-de-France' } }
    for (let n = 0; n < 12; n++)
      await stage.begin(
        care.id,
        `Question ${n}: can the dimmer of my pendant lamp be changed without an electrician?`,
        place,
      )
    const asks = await stage.begin(care.id, 'Cancel one of two lamps in LW-20431', place)
    open = asks.id
    const { body } = await stage.key.post(`/conversations/${open}/messages`, {
      role: 'ai',
      text: 'I am not able to cancel orders.',
      turn: asks.turn,
    })
    await stage.key.post(`/conversations/${open}/feedback`, { messageId: body.message.id, rating: 'down' })
    await stage.key.post(`/conversations/${open}/messages`, {
      role: 'customer',
      text: 'This is a joke. Just get me a human!',
    })
    await stage.key.post(`/conversations/${open}/handoff`, {
      trigger: 'customer_request',
      text: 'I am passing you on.',
      summary: 'Wants one of two lamps cancelled.',
      sentiment: 'angry',
    })
  })
  afterAll(() => stage.stop())

  test('F4: one signs in, and comes to the page that one had asked for', async () => {
    const page = await stage.stranger('/settings/people')
    const email = page.getByLabel('Email', { exact: true })
    await email.waitFor()
    await inEveryLook(page, 'sign-in')
    await email.fill(ADMIN)
    await page.getByLabel('Password', { exact: true }).fill('not this one')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('alert').waitFor()
    await inEveryLook(page, 'sign-in-refused')
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await connected(page)
    expect(new URL(page.url()).pathname).toBe('/settings/people')
    await page.context().close()
  })

  test('F4: who has a second factor is asked for the code, and sets it up on the Profile page', async () => {
    const person = await stage.operator('Tomasz Wrona')
    const { page } = person
    await page.goto(`${stage.url}/settings/profile`)
    await page.getByRole('button', { name: 'Turn on' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Password', { exact: true }).fill(PASSWORD)
    await dialog.getByRole('button', { name: 'Go on' }).click()
    await dialog.getByText('Add Baton to your authenticator app').waitFor()
    await inEveryLook(page, 'two-factor-key')
    const secret = ((await dialog.locator('code').innerText()) ?? '').replaceAll(' ', '')
    await dialog.getByLabel('Code', { exact: true }).fill(codeOf(secret, -1))
    await dialog.getByRole('button', { name: 'Turn on' }).click()
    await dialog.getByText('Keep these recovery codes').waitFor()
    await inEveryLook(page, 'two-factor-recovery-codes')
    await dialog.getByRole('button', { name: 'I have kept them' }).click()
    await page.getByText('10 recovery codes left.').waitFor()
    await inEveryLook(page, 'profile-two-factor')
    await page.getByRole('button', { name: 'Sign out', exact: true }).last().click()
    await page.getByLabel('Email', { exact: true }).fill(person.email)
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByText('One more step').waitFor()
    await inEveryLook(page, 'sign-in-code')
    await page.getByLabel('Code', { exact: true }).fill('000000')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('alert').waitFor()
    await inEveryLook(page, 'sign-in-code-refused')
    await page.getByLabel('Code', { exact: true }).fill(codeOf(secret))
    await page.getByRole('button', { name: 'Sign in' }).click()
    await connected(page)
  })

  test('H7, H8: long names, long places and all four flags on one card fit, and no card lies on another', async () => {
    const { page } = admin
    await page.goto(`${stage.url}/handoff`)
    await page.locator('.card', { hasText: 'Cancel one of two lamps' }).waitFor()
    await inEveryLook(page, 'handoff', async () => {
      // B2: on a phone, too.
      expect(await page.locator('.topbar .age').innerText()).toMatch(/^\d[\d.]* s old · log \d/)
      expect(await page.locator('.card').first().locator('.badge.flag').count()).toBe(4)
      expect(await page.locator('.card').first().textContent()).toContain('Cancel one of two lamps in LW-20431')
    })
  })

  test('H9, B5: the panel of a conversation with all that can stand in it fits', async () => {
    const { page } = admin
    await page.goto(`${stage.url}/handoff/${open}`)
    await page.getByRole('log').getByText('Just').first().waitFor()
    // Beside the panel there is little room: a card with four flags is as high as any other with three lines.
    await inEveryLook(page, 'panel', async ({ width }) => {
      if (width !== 1440) return
      const card = page.locator('.card', { hasText: 'Cancel one of two lamps' })
      expect(await card.locator('.badge.flag').count()).toBe(4)
      expect((await card.boundingBox())?.height).toBe(92)
      expect(await wholeWords(card.locator('.ask .clip'))).toBe(true)
    })
  })

  for (const [name, path, words] of screens)
    test(`H14: the screen “${name}” fits`, async () => {
      const { page } = admin
      await page.goto(stage.url + path)
      await page.getByRole('main').getByText(words).first().waitFor()
      await inEveryLook(page, name)
    })

  test('F4: on a low screen the last person of the list can be scrolled out from under three toasts', async () => {
    const { page } = admin
    await page.goto(`${stage.url}/settings/people`)
    await page.setViewportSize({ width: 1440, height: 420 })
    const last = page.getByRole('main').getByRole('button', { name: /^Edit/ }).last()
    await last.waitFor()
    await page.getByRole('main').evaluate((main) => main.scrollTo(0, main.scrollHeight))
    const box = await last.boundingBox()
    expect(420 - (box?.y ?? 420) - (box?.height ?? 0)).toBeGreaterThan(210)
  })

  test('H14: the screen explains itself, in the words of its help', async () => {
    const { page } = admin
    await page.goto(`${stage.url}/handoff`)
    await page.getByRole('button', { name: 'Help for this screen' }).click()
    const help = page.getByRole('dialog')
    for (const words of [
      'Connection Status',
      'Stats Bar',
      'Service Modes',
      'Attention Flags',
      'Taking Over',
      'Notifications',
    ])
      await help.getByText(words).first().waitFor()
    await inEveryLook(page, 'help')
    await page.keyboard.press('Escape')
    await help.waitFor({ state: 'hidden' })
    await page.keyboard.press('?')
    await page.getByRole('dialog').getByText('Take over').first().waitFor()
    await inEveryLook(page, 'keys-of-the-keyboard')
    await page.keyboard.press('Escape')
  })

  test('laws, Bad input: what the server refuses in a field stands beside it, as a sentence, and what was typed is kept', async () => {
    const { page } = admin
    await page.goto(`${stage.url}/settings/people`)
    await page.getByRole('button', { name: 'Add User' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name').fill('Amara Okoye')
    // It has an @, which is all that is asked before the server is.
    await dialog.getByLabel('Email').fill('amara@lampwright')
    await dialog.getByLabel('Password', { exact: true }).fill('a lamp by night')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.getByText('Must be an e-mail address, such as kim@example.com.').waitFor()
    expect(await dialog.getByLabel('Email').getAttribute('aria-invalid')).toBe('true')
    expect(await dialog.getByLabel('Email').inputValue()).toBe('amara@lampwright')
    expect(await dialog.getByLabel('Password', { exact: true }).inputValue()).toBe('a lamp by night')
    await inEveryLook(page, 'field-refused')
    await page.keyboard.press('Escape')
  })

  test('H14: leaving a settings page with changes asks first: “You have unsaved changes”', async () => {
    const { page } = admin
    await page.goto(`${stage.url}/settings/services`)
    await page.getByRole('main').getByText('Customer Care').first().click()
    const name = page.getByLabel('Name', { exact: true })
    await name.fill('Customer Care and Returns')
    await page.getByRole('main').getByText('You have unsaved changes').waitFor()
    await inEveryLook(page, 'unsaved')
    await page
      .getByRole('navigation', { name: 'Main' })
      .getByRole('link', { name: /Handoff/ })
      .click()
    const question = page.getByRole('alertdialog', { name: 'You have unsaved changes' })
    await question.waitFor()
    expect(new URL(page.url()).pathname).toContain('/settings/services')
    await inEveryLook(page, 'unsaved-leaving')
    await question.getByRole('button', { name: 'Stay' }).click()
    expect(await name.inputValue()).toBe('Customer Care and Returns')
  })
})
