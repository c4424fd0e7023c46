import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { colouredPoints, hue } from './colours.ts'
import { inEveryLook } from './look.ts'
import { openStage, type Seat, type Stage } from './stage.ts'

describe('modes', () => {
  let stage: Stage
  let admin: Seat
  let operator: Seat
  let care: string
  let sales: string
  let parcel: string
  let held: string
  beforeAll(async () => {
    stage = await openStage()
    care = (await stage.service()).id
    sales = (await stage.service({ name: 'Sales & Advice' })).id
    parcel = (await stage.begin(care, 'Where is my parcel?')).id
    await stage.begin(care, 'Do you ship cables?')
    await stage.begin(sales, 'Is the walnut desk lamp back in stock?')
    held = (await stage.begin(care, 'My refund is late')).id
    admin = await stage.admin()
    operator = await stage.operator('Mira Solano')
    await stage.key.post(`/conversations/${held}/takeover`, { operatorId: operator.id })
  })
  afterAll(() => stage.stop())

  const group = (seat: Seat, name: string) => seat.page.getByRole('group', { name })
  const mode = (seat: Seat, of: string, label: string) => group(seat, of).getByRole('button', { name: label })
  const paused = (seat: Seat, number: number) =>
    seat.page.locator('.stat.paused', { hasText: `${number}Paused (Human)` }).waitFor()
  const card = (seat: Seat, question: string) => seat.page.locator('.card', { hasText: question })

  test('H3, H7: each service shows its mode beside its name, its cards below it, green with the AI and yellow with people', async () => {
    const { page } = operator
    await paused(operator, 1)
    await inEveryLook(page, 'modes', async () => {
      const service = page.getByRole('region', { name: 'Customer Care' })
      expect(await service.locator('.card').count()).toBe(3)
      const chosen = service.locator('[aria-pressed=true]')
      expect(await chosen.textContent()).toBe('Human-Supported AI')
      expect(await colouredPoints(page, chosen.locator('.key'))).toBeGreaterThan(10)
      const badges = { 'Where is my parcel?': ['AI Active', 'green'], 'My refund is late': ['Paused', 'yellow'] }
      for (const [question, [says, is]] of Object.entries(badges)) {
        const badge = card(operator, question).locator('.badge').first()
        expect(await badge.textContent()).toBe(says)
        expect(await hue(badge, 'background-color')).toBe(is)
      }
      const about = await card(operator, 'Where is my parcel?').textContent()
      for (const fact of ['Orders', 'Ghent, East Flanders', '1 message']) expect(about).toContain(fact)
      expect(about).toMatch(/\d\d:\d\d/)
    })
  })

  test('H3, B3: a mode change shows what it will do before it does it, and says what it did', async () => {
    const { page } = admin
    await mode(admin, 'Mode of Customer Care', 'Human Only').click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('3 open:').waitFor()
    await inEveryLook(page, 'mode-preview', async () => {
      expect(await dialog.textContent()).toContain('2 with AI, 1 claimed, 0 waiting')
      expect(await colouredPoints(page, dialog.locator('.ribbon').first())).toBeGreaterThan(20)
    })
    expect((await stage.key.get(`/services/${care}`)).body.mode).toBe('human_supported')
    await dialog.getByRole('button', { name: 'Set to Human Only' }).click()
    await page.getByText('Customer Care is now Human Only. 2 wait.').waitFor()
    await paused(admin, 3)
    await group(operator, 'Mode of Customer Care').locator('[aria-pressed=true]', { hasText: 'Human Only' }).waitFor()
    await inEveryLook(page, 'mode-changed', async () => {
      expect(await mode(admin, 'Mode of Customer Care', 'Human Only').getAttribute('aria-pressed')).toBe('true')
      expect(await hue(page.locator('.stat.paused b'), 'color')).toBe('orange')
      expect(await hue(card(admin, 'Where is my parcel?').locator('.badge'), 'background-color')).toBe('yellow')
    })
  })

  test('H6, L2: in Human Only an AI’s reply is refused and kept, and the customer’s counter of messages stands still', async () => {
    const { body } = await stage.key.get(`/conversations/${parcel}`)
    const late = await stage.key.post(`/conversations/${parcel}/messages`, {
      role: 'ai',
      text: 'It is on its way.',
      turn: body.turn,
    })
    expect([late.status, late.body.code]).toEqual([409, 'ai_paused'])
    expect(await card(operator, 'Where is my parcel?').textContent()).toContain('1 message')
  })

  test('B3: Undo sets back what the change had set', async () => {
    await admin.page.getByRole('button', { name: /^Undo/ }).click()
    await paused(admin, 1)
    await paused(operator, 1)
    expect((await stage.key.get(`/services/${care}`)).body.mode).toBe('human_supported')
  })

  test('B3, L9: “Return all” is a choice for claims, and moves them with one event', async () => {
    const { page } = admin
    const before = (await stage.key.get('/stats')).body.cursor
    await mode(admin, 'Mode of Customer Care', 'AI Only').click()
    const dialog = page.getByRole('dialog')
    await operator.page.goto(`${stage.url}/handoff/${held}`)
    await operator.page.getByRole('log').getByText('My refund is late').waitFor()
    await dialog.getByText('Return all to the AI').click()
    await dialog.getByRole('button', { name: 'Set to AI Only' }).click()
    await paused(admin, 0)
    const after = (await stage.key.get('/stats')).body.cursor
    expect(Number(after.split('.')[1]) - Number(before.split('.')[1])).toBe(1)
    expect((await stage.key.get(`/conversations/${held}`)).body).toMatchObject({ owner: null, status: 'ai_active' })
    // Who held it is told, in the panel and beside it.
    const told = operator.page.locator('.toast', { hasText: '1 of your conversations was returned to the AI' })
    await told.waitFor()
    await operator.page
      .getByRole('log')
      .getByText(/was returned/)
      .first()
      .waitFor()
    await inEveryLook(operator.page, 'claim-returned')
    await told.getByRole('button', { name: 'Dismiss' }).click()
    await operator.page.goto(`${stage.url}/handoff`)
  })

  test('H4: in AI Only operators cannot intervene, the button says why, and the customer gets no handoff', async () => {
    const { page } = operator
    await card(operator, 'Where is my parcel?').click()
    const button = page.getByRole('button', { name: 'Take Over Conversation' })
    await button.waitFor()
    const why = 'Customer Care is in AI Only: operators cannot intervene'
    await inEveryLook(page, 'ai-only', async ({ width }) => {
      expect(await button.getAttribute('aria-disabled')).toBe('true')
      // A finger asks why by pressing.
      await (width === 390 ? button.click({ force: true }) : button.hover())
      await page.getByRole('tooltip').getByText(why).waitFor()
    })
    await button.click({ force: true })
    const refused = await stage.key.post(`/conversations/${parcel}/handoff`, { trigger: 'manual' })
    expect([refused.status, refused.body.code]).toEqual([409, 'mode_forbids'])
    expect((await stage.key.get(`/conversations/${parcel}`)).body.owner).toBe(null)
  })

  test('H3: with several services “Set all services” sets them together, from a menu on a phone', async () => {
    const { page } = admin
    const set = async (label: string) => {
      const dialog = page.getByRole('dialog', { name: `Set all services to ${label}?` })
      await dialog.getByText('4 open:').waitFor()
      await dialog.getByRole('button', { name: `Set to ${label}` }).click()
      await page.getByText(`All services are now ${label}.`).waitFor()
    }
    await mode(admin, 'Mode of all services', 'Human-Supported AI').click()
    await set('Human-Supported AI')
    for (const id of [care, sales])
      expect((await stage.key.get(`/services/${id}`)).body.mode, id).toBe('human_supported')

    await page.setViewportSize({ width: 390, height: 844 })
    await page.getByRole('button', { name: 'Set all services' }).click()
    await page.getByRole('menuitemradio', { name: 'Human Only' }).click()
    await set('Human Only')
    for (const id of [care, sales]) expect((await stage.key.get(`/services/${id}`)).body.mode, id).toBe('human_only')
    await paused(operator, 4)
  })

  test('H3, F4: who is no administrator sees the modes and why they cannot be changed', async () => {
    const { page } = operator
    const button = mode(operator, 'Mode of Customer Care', 'AI Only')
    await button.hover()
    await page.getByRole('tooltip').getByText('Only an administrator can change the mode').waitFor()
    await button.click({ force: true })
    expect(await page.getByRole('dialog').count()).toBe(0)
    expect((await stage.key.get(`/services/${care}`)).body.mode).toBe('human_only')
  })
})
