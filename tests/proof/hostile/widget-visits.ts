import type { Page } from 'playwright-core'
import { wanted } from '../kit/api.ts'
import { expectWords, type Stage, wordsOf } from './stage.ts'

/** The shop of the demo, whose chat a customer opens; then everything that was planted is said in it, by everybody. */
export async function demo(stage: Stage): Promise<void> {
  const page = await stage.context.newPage()
  const [first] = stage.planted
  if (!first) return
  await page.goto(`${stage.base}/demo?service=${first.serviceId}`)
  await page.locator('[data-baton-widget]').getByRole('button').first().click()
  await converse(stage, page, first.serviceId, 'the widget of the demo')
  for (const { payload } of stage.planted.slice(0, stage.some)) {
    await page.goto(
      `${stage.base}/demo?service=${encodeURIComponent(payload.text)}#${encodeURIComponent(payload.text)}`,
    )
    await expectWords(stage, 'the demo', page, [['its title', 'Wren']])
  }
  await page.close()
}

/** Somebody else's page: without a policy of ours, and with whatever it has of its own customers in the widget's options. */
export async function hostPage(stage: Stage): Promise<void> {
  const page = await stage.context.newPage()
  await page.goto(stage.site)
  await page.addScriptTag({ url: `${stage.base}/widget.js` })
  for (const { payload, serviceId } of stage.planted) {
    await mount(page, serviceId, payload.text)
    const title: [string, string] = [`its title, payload ${payload.number}`, payload.text]
    await expectWords(stage, 'the widget on another site', page, [title])
    await page.evaluate(() => (window as unknown as { widget: { unmount(): void } }).widget.unmount())
  }
  const last = stage.planted.at(-1)
  if (!last) return
  await page.evaluate(() => localStorage.clear())
  await mount(page, last.serviceId, last.payload.text)
  await converse(stage, page, last.serviceId, 'the widget on another site')
  await page.close()
}

async function mount(page: Page, service: string, text: string): Promise<void> {
  await page.evaluate(
    ({ service, text }) => {
      const { Baton } = window as unknown as { Baton: { mount(options: object): object } }
      const customer = { name: text, email: text, externalId: text }
      const said = { title: text, greeting: text, color: text, privacy: text, theme: text, customer }
      Object.assign(window, { widget: Baton.mount({ service, ...said, open: true }) })
    },
    { service, text },
  )
}

/** A customer writes; then the AI and an operator say every payload in the conversation, and the customer writes each too. */
async function converse(stage: Stage, page: Page, serviceId: string, view: string): Promise<void> {
  const { ask, planted } = stage
  const box = page.locator('[data-baton-widget]').locator('textarea')
  const hello = `Good day from ${view}, ${stage.name}`
  await box.fill(hello)
  await box.press('Enter')
  const id = await conversationOf(stage, serviceId, hello)
  const say = (body: object) =>
    ask('POST', `/conversations/${id}/messages`, body).then((answer) => wanted(answer, 201).body)
  let turn = 0
  for (const { words } of planted)
    turn = (await say({ role: 'customer', text: words.question })).conversation?.turn ?? turn
  for (const { words } of planted) await say({ role: 'ai', text: words.reply, turn, agent: words.agent })
  await expectWords(
    stage,
    view,
    page,
    planted.flatMap((one) => wordsOf(one, 'question', 'agent')),
  )
  const operators = planted.map(({ operator }) => operator)
  const [one] = operators
  wanted(await ask('POST', `/conversations/${id}/takeover`, { operatorId: one?.id }), 200)
  for (const [i, { words }] of planted.entries()) {
    const [by, holder] = [operators[i], operators[Math.max(0, i - 1)]]
    wanted(await ask('POST', `/conversations/${id}/assign`, { operatorId: by?.id, byOperatorId: holder?.id }), 200)
    await say({ role: 'operator', text: words.reply, operatorId: by?.id })
  }
  await expectWords(
    stage,
    view,
    page,
    operators.map(({ name }) => ['the name of an operator', name] as const),
  )
}

/** The conversation that the widget just opened. */
async function conversationOf({ ask }: Stage, serviceId: string, hello: string): Promise<string> {
  for (let tries = 0; tries < 100; tries++) {
    const { items } = wanted(await ask('GET', `/conversations?serviceId=${serviceId}&q=Good%20day&limit=500`), 200)
      .body as {
      items: { id: string; openingQuestion: string }[]
    }
    const found = items.find(({ openingQuestion }) => openingQuestion === hello)
    if (found) return found.id
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('The widget opened no conversation.')
}
