// What is covered: there is no provider’s webhook yet, so deliveries come by the doors that a channel outside has today, the
// idempotent `POST …/messages` with an id of the sender’s own, by a program’s key and by a customer’s token. Their signature
// is that key or token. Poison is what the edge must refuse. What goes out, the bot’s webhook, is answered by a bot that
// checks each signature and loses answers. A route for webhooks or channels that is not known here fails the suite.
import { randomBytes } from 'node:crypto'
import { checkLaws } from '../check/laws.ts'
import { booksOf, checkLedger, type Sent } from '../check/ledger.ts'
import { sorted } from '../check/streams.ts'
import { type Ask, api, makeService, newId, wanted } from '../kit/api.ts'
import { chance, times } from '../kit/chance.ts'
import { type Keeper, keepServing } from '../kit/keeper.ts'
import { type Witness, witness } from '../kit/log.ts'
import { ownDatabase } from '../kit/place.ts'
import type { Outcome, Run, Suite } from '../kit/suite.ts'
import { lossyBot } from './bot.ts'
import { badDay, type Channel, type Delivery, goodDay } from './deliveries.ts'
import { unknownDoors } from './doors.ts'

/** L4, L12, Bad input: what is delivered twice happens once, what is forged or poisoned is refused, and nobody waits for it. */
export const webhooks: Suite = {
  about:
    '10,000 deliveries, doubled, shuffled, forged and poisoned: each happens once or not at all, and none holds up others',
  options: {
    deliveries: 'in all (10000)',
    batches: 'bad days, each after a good one for comparison (10)',
    width: 'deliveries at once (32)',
    questions: 'to the bot behind the webhook that goes out (200)',
    slower: 'how much longer a good delivery may take on a bad day, p99 against p99 (1.2)',
  },
  async run(run) {
    const database = await ownDatabase()
    try {
      return await deliverTo(database.url, run)
    } finally {
      await database.drop()
    }
  },
}

/** @param databaseUrl of a database that is empty, migrated or not */
export async function deliverTo(databaseUrl: string, run: Run): Promise<Outcome> {
  const secret = randomBytes(30).toString('base64url')
  const keeper = await keepServing({ DATABASE_URL: databaseUrl, BATON_SECRET: secret })
  const see = witness(databaseUrl)
  try {
    return await proceed(run, keeper, see, secret)
  } finally {
    await see.end()
    await keeper.stop()
  }
}

/** As many good ones on a good day as on a bad one, so that their slowest can be compared. */
const GOOD = 0.64

/** A delivery with its answer. */
export interface Answered {
  delivery: Delivery
  status: number
  body: string
  ms: number
}

async function proceed(run: Run, keeper: Keeper, see: Witness, secret: string): Promise<Outcome> {
  const ask = api(keeper.url, keeper.key)
  const dice = chance(run.seed)
  const document = await (await fetch(`${keeper.url}/api/openapi.json`)).json()
  const count = run.option('deliveries', 10_000)
  const batches = run.option('batches', 10)
  const width = run.option('width', 32)
  const channel = await openChannel(ask, keeper.key, secret, await see.workspaceId(), Math.ceil(count / 8))
  const good: Answered[] = []
  const bad: Answered[] = []
  const ratios: { p50: number; p99: number }[] = []
  for (let i = 1; i <= batches; i++) {
    const before = await deliver(keeper.url, goodDay(channel, dice, Math.ceil((count / batches) * GOOD)), width)
    const answers = await deliver(
      keeper.url,
      badDay(
        channel,
        dice,
        Math.round(count / batches),
        before.map(({ delivery }) => delivery),
      ),
      width,
    )
    good.push(...before)
    bad.push(...answers)
    const times = (list: Answered[]) => list.filter(({ delivery }) => delivery.kind === 'good').map(({ ms }) => ms)
    const ratio = (share: number) => quantile(times(answers), share) / quantile(times(before), share)
    ratios.push({ p50: ratio(0.5), p99: ratio(0.99) })
    run.progress(`bad day ${i} of ${batches}, p99 ${ratios.at(-1)?.p99.toFixed(2)} times that of the good one`)
  }
  const bot = await lossyBot(ask, see, run.option('questions', 200))
  const all = [...good, ...bad]
  const [lines, head] = [await see.log(), await see.head()]
  const books = checkLedger(lines, sentOf(all))
  const of = (kind: Delivery['kind']) => bad.filter(({ delivery }) => delivery.kind === kind).length
  const slower = run.option('slower', 1.2)
  const p99 = quantile(
    ratios.map((ratio) => ratio.p99),
    0.5,
  )
  return {
    faults: {
      doubled: of('doubled'),
      'bad signature': of('bad signature'),
      poison: of('poison'),
      'answer of the bot lost': bot.lost,
    },
    acknowledged: all.filter(({ status }) => status === 201).length,
    lost: books.lost.length,
    figures: [
      ['deliveries on bad days', bad.length],
      ['on good days, for comparison', good.length],
      [
        'good ones on bad days, p50',
        `${quantile(
          ratios.map((ratio) => ratio.p50),
          0.5,
        ).toFixed(2)} times that of good days`,
      ],
      ['good ones on bad days, p99', `${p99.toFixed(2)} times that of good days`],
      ['questions to the bot', `${bot.asked}, tries ${bot.tries}`],
    ],
    broken: [
      ...unknownDoors(document),
      ...keeper.unplanned,
      ...judgeAnswers(all),
      ...booksOf(books),
      ...bot.broken,
      ...checkLaws(lines, head),
      ...(p99 <= slower ? [] : [`a good delivery took ${p99.toFixed(2)} times as long on a bad day, p99`]),
    ],
  }
}

async function openChannel(
  ask: Ask,
  key: string,
  secret: string,
  workspaceId: string,
  count: number,
): Promise<Channel> {
  const serviceId = await makeService(ask)
  const conversations: Channel['conversations'] = []
  await times(count, 32, async () => {
    const { id, customerToken } = wanted(await ask('POST', '/conversations', { id: newId(), serviceId }), 201).body
    conversations.push({ id: String(id), token: String(customerToken) })
  })
  const made = wanted(await ask('POST', '/keys', { name: 'Of yesterday' }), 201).body
  wanted(await ask('DELETE', `/keys/${made.id}`), 204, 200)
  return { key, revoked: String(made.key), secret, workspaceId, conversations }
}

async function deliver(url: string, deliveries: Delivery[], width: number): Promise<Answered[]> {
  const answers: Answered[] = []
  await times(deliveries.length, width, async (i) => {
    const delivery = deliveries[i] as Delivery
    const at = performance.now()
    const response = await fetch(`${url}${delivery.path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${delivery.token}`, 'content-type': 'application/json' },
      body: delivery.body as string,
    })
    answers.push({ delivery, status: response.status, body: await response.text(), ms: performance.now() - at })
  })
  return answers
}

/** What the log must have of the good ones, and must not have of the others. Each is a sender of its own: they come shuffled. */
function sentOf(answers: Answered[]): Sent[] {
  const sent = new Map<string, Sent>()
  for (const { delivery, status } of answers) {
    const { id, text, conversationId, kind } = delivery
    if (id === '') continue
    const outcome =
      kind === 'bad signature' || kind === 'poison' ? 'refused' : status === 201 ? 'acknowledged' : 'unknown'
    if (sent.get(id)?.outcome !== 'acknowledged') sent.set(id, { id, conversationId, sender: id, text, outcome })
  }
  return [...sent.values()]
}

/** Good ones are accepted, each time with the first answer; forged ones are strangers’, poison is the sender’s own fault. */
export function judgeAnswers(answers: readonly Answered[]): string[] {
  const first = new Map<string, string>()
  return answers.flatMap(({ delivery: { kind, id }, status, body }) => {
    switch (kind) {
      case 'good':
      case 'doubled': {
        if (status !== 201) return [`a ${kind} delivery was answered ${status} ${body.slice(0, 120)}`]
        const before = first.get(id)
        // As values: a kept answer comes with its members in the database’s order.
        const said = JSON.stringify(sorted(JSON.parse(body)))
        first.set(id, said)
        return before === undefined || before === said ? [] : [`L4: ${id} was answered otherwise the second time`]
      }
      case 'bad signature':
        return [401, 403, 404].includes(status) ? [] : [`a bad signature was answered ${status} ${body.slice(0, 120)}`]
      case 'poison':
        return [400, 409, 413, 422].includes(status) ? [] : [`poison was answered ${status} ${body.slice(0, 120)}`]
      default:
        return kind satisfies never
    }
  })
}

function quantile(values: number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
}
