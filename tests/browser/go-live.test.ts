import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { broken } from './axe.ts'
import { inEveryLook } from './look.ts'
import { openStage, type Seat, type Stage } from './stage.ts'

describe('people go Live, and conversations are offered to them', () => {
  let stage: Stage
  let admin: Seat
  let mira: Seat
  let jonas: Seat
  let id: string
  beforeAll(async () => {
    stage = await openStage()
    const care = await stage.service()
    // Ten seconds, so that an offer is ignored while one waits for it.
    ;(await stage.key.patch(`/services/${care.id}`, { routing: { offerSeconds: 10 } })).expect(200)
    admin = await stage.admin('/go-live')
    mira = await stage.operator('Mira Solano', '/go-live')
    jonas = await stage.operator('Jonas Weidt', '/go-live')
    id = (await stage.begin(care.id, 'My Tern floor lamp arrived with a cracked shade.')).id
  })
  afterAll(() => stage.stop())

  const button = ({ page }: Seat, name: string) => page.getByRole('button', { name, exact: true })
  const offer = ({ page }: Seat) => page.getByRole('group').filter({ hasText: 'Offered to you' })
  const owner = async () => (await stage.key.get(`/conversations/${id}`)).body.owner?.name ?? null
  const goLive = async (seat: Seat) => {
    const { page } = seat
    await page.getByRole('checkbox', { name: 'Customer Care' }).check()
    await button(seat, 'Go Live').click()
    await page.locator('.topbar').getByRole('link', { name: 'Live', exact: true }).waitFor()
  }

  test('G11: it is switched off until an administrator switches it on, and the page says so', async () => {
    await mira.page.getByText('Live operators are switched off in this workspace').waitFor()
    await inEveryLook(mira.page, 'go-live-off')
    await admin.page.getByRole('switch', { name: 'Presence' }).click()
    await button(admin, 'Go Live').waitFor()
    for (const { page } of [mira, jonas]) await page.reload()
  })

  test('G2: one goes Live on services of one’s groups, and administrators see who is', async () => {
    await button(mira, 'Go Live').click()
    await mira.page.getByText('Choose a service at least.').waitFor()
    await goLive(mira)
    await admin.page.getByRole('row', { name: /Mira Solano.*Live.*Customer Care.*0 of 4/ }).waitFor()
  })

  test('G4: an offer that is ignored moves on to the next one who is Live, who accepts it with a key', async () => {
    ;(await stage.key.post(`/conversations/${id}/handoff`, { trigger: 'customer_request' })).expect(200)
    await offer(mira).waitFor()
    expect(await offer(mira).textContent()).toMatch(/My Tern floor lamp.*Customer Care · \d+ s left/)
    await inEveryLook(mira.page, 'go-live-offered')
    await goLive(jonas)
    await offer(jonas).waitFor()
    await offer(mira).waitFor({ state: 'hidden' })
    await jonas.page.keyboard.press('y')
    await jonas.page.waitForURL(`**/human-agents/${id}`)
    await jonas.page.getByLabel('Reply to the customer').waitFor()
    expect(await owner()).toBe('Jonas Weidt')
    const log = jonas.page.getByRole('log')
    for (const words of [
      'Offered to Mira Solano at',
      'Mira Solano did not answer the offer',
      'Offered to Jonas Weidt at',
    ])
      await log.getByText(words).first().waitFor()
    await admin.page.getByRole('row', { name: /Jonas Weidt.*1 of 4.*Visitor from Ghent/ }).waitFor()
    await inEveryLook(admin.page, 'go-live')
    expect(await broken(admin.page)).toEqual([])
  })

  test('G5: “Complete” asks: Resume AI, Resolve, or transfer; and what is transferred is the other’s', async () => {
    const { page } = jonas
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Go Live' }).click()
    await page.getByRole('button', { name: /^Complete/ }).click()
    const dialog = page.getByRole('dialog', { name: 'Complete this session' })
    for (const name of ['Resume AI', 'Resolve']) await dialog.getByRole('button', { name, exact: true }).waitFor()
    await inEveryLook(page, 'go-live-complete')
    expect(await broken(page)).toEqual([])
    await dialog.getByLabel('Transfer to').selectOption({ label: 'Mira Solano, live' })
    await dialog.getByRole('button', { name: 'Transfer', exact: true }).click()
    await dialog.waitFor({ state: 'hidden' })
    expect(await owner()).toBe('Mira Solano')
    await page.getByText('You hold nothing').waitFor()
    await mira.page.getByRole('button', { name: /^Complete/ }).click()
    await mira.page.getByRole('dialog').getByRole('button', { name: 'Resolve', exact: true }).click()
    await mira.page.getByText('You hold nothing').waitFor()
    expect((await stage.key.get(`/conversations/${id}`)).body.status).toBe('resolved')
  })

  test('G2: who goes offline is Live no more, at once, for everybody', async () => {
    await button(mira, 'Go offline').click()
    await button(mira, 'Go Live').waitFor()
    await admin.page.getByRole('row', { name: /Mira Solano/ }).waitFor({ state: 'detached' })
  })

  test('G4, F2: how a service finds its operators stands among its settings', async () => {
    const { page } = admin
    const { items } = (await stage.key.get('/services')).body
    await page.goto(`${stage.url}/settings/services?service=${items[0].id}`)
    await page.getByRole('radio', { name: /In turn/ }).check()
    await page.getByLabel('Seconds to answer an offer').fill('3')
    await page.getByRole('checkbox', { name: 'Jonas Weidt' }).check()
    await button(admin, 'Save').click()
    await page
      .getByText(/Not saved/)
      .first()
      .waitFor()
    expect(await page.getByLabel('Seconds to answer an offer').getAttribute('aria-invalid')).toBe('true')
    await inEveryLook(page, 'service-routing')
    await page.getByLabel('Seconds to answer an offer').fill('20')
    await button(admin, 'Save').click()
    const routing = async () => (await stage.key.get(`/services/${items[0].id}`)).body.routing
    await expect.poll(routing).toMatchObject({
      strategy: 'round_robin',
      offerSeconds: 20,
      defaultOperators: [jonas.id],
      newConversations: false,
    })
    await page.goto(`${stage.url}/go-live`)
    await button(admin, 'Go Live').waitFor()
  })

  test('H14: the screen explains itself', async () => {
    await button(admin, 'Help for this screen').click()
    await admin.page.getByRole('dialog').getByText('When nobody is live').waitFor()
    await inEveryLook(admin.page, 'go-live-help')
  })
})
