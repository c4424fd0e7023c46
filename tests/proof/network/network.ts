import { setTimeout as sleep } from 'node:timers/promises'
import { checkLaws } from '../check/laws.ts'
import { booksOf, checkLedger } from '../check/ledger.ts'
import { checkCustomerStream, checkStream } from '../check/streams.ts'
import { corner, insist, type Ledger, type Load, talk } from '../kill/load.ts'
import { api, makeService } from '../kit/api.ts'
import { chance } from '../kit/chance.ts'
import { type Keeper, keepServing } from '../kit/keeper.ts'
import { type Witness, witness } from '../kit/log.ts'
import { ownDatabase } from '../kit/place.ts'
import { makeProxy, type Proxy } from '../kit/proxy.ts'
import { spread } from '../kit/report.ts'
import { type Frame, type Reading, read, readSocket } from '../kit/stream.ts'
import type { Outcome, Run, Suite } from '../kit/suite.ts'

/** L3, L4, L5, H1 over a network that fails: between the server and its callers, and between the server and PostgreSQL. */
export const network: Suite = {
  about: 'cuts, silence, resets before the answer and delay, before the server and between it and PostgreSQL',
  options: {
    faults: 'in all (50)',
    within: 'milliseconds in which every stream must have what was acknowledged after a fault (5000)',
    corners: 'conversations that go on beside each other (8)',
  },
  async run(run) {
    const database = await ownDatabase()
    try {
      return await breakNetwork(database.url, run)
    } finally {
      await database.drop()
    }
  },
}

const kinds = ['cut', 'silence', 'reset before the answer', 'delay'] as const
const places = ['callers', 'PostgreSQL'] as const
const ADMIN = { email: 'admin@example.com', password: 'correct horse battery' }
/** A reader that heard no heartbeat for so long, of those that come every 3 s, connects again. */
const SILENCE = 4_000

/** @param databaseUrl of a database that is empty */
export async function breakNetwork(databaseUrl: string, run: Run): Promise<Outcome> {
  const target = new URL(databaseUrl)
  const below = { host: target.hostname, port: Number(target.port) }
  const toDatabase = await makeProxy(() => below)
  const through = new URL(databaseUrl)
  through.hostname = '127.0.0.1'
  through.port = String(toDatabase.port)
  const keeper = await keepServing({
    DATABASE_URL: through.href,
    BATON_ADMIN_EMAIL: ADMIN.email,
    BATON_ADMIN_PASSWORD: ADMIN.password,
  })
  const toServer = await makeProxy(() => ({ host: '127.0.0.1', port: keeper.port }))
  const see = witness(databaseUrl)
  try {
    return await proceed(run, keeper, see, { callers: toServer, PostgreSQL: toDatabase })
  } finally {
    await see.end()
    await keeper.stop()
    await toServer.stop()
    await toDatabase.stop()
  }
}

async function proceed(
  run: Run,
  keeper: Keeper,
  see: Witness,
  proxies: Record<(typeof places)[number], Proxy>,
): Promise<Outcome> {
  const dice = chance(run.seed)
  const url = `http://127.0.0.1:${proxies.callers.port}`
  const ledger: Ledger = { sent: [], acts: [], broken: [] }
  const failures = new Map<string, number>()
  const failed = (why: string) => void failures.set(why, (failures.get(why) ?? 0) + 1)
  const ask = insist(api(url, keeper.key, 2_500), 60_000, failed, () => 20 + Math.random() * 100)
  let stopped = false
  const load: Load = { ask, chance: dice, ledger, operators: await see.addOperators(4), stopped: () => stopped }
  const service = await makeService(ask)
  const customer = (await ask('POST', '/conversations', { serviceId: service })).body
  const cookie = await signIn(url, keeper.url)

  const program = read(() => `${url}/api/v1/stream`, keeper.key, '1.0', { silence: SILENCE })
  const own = read(() => `${url}/api/v1/conversations/${customer.id}/stream`, String(customer.customerToken), null, {
    silence: SILENCE,
  })
  const desk = readSocket(() => `${url}/api/v1/socket`, { cookie, origin: keeper.url }, '1.0', { silence: SILENCE })
  const working = [
    ...Array.from({ length: run.option('corners', 8) }, (_, i) => corner(load, service, `corner ${i + 1}`)),
    talk(load, String(customer.id)),
  ]

  const wanted = run.option('faults', 50)
  const within = run.option('within', 5_000)
  const counts: Record<string, number> = {}
  const times: Record<string, number[]> = {}
  for (let i = 0; i < wanted; i++) {
    await sleep(200 + dice.below(500))
    const kind = kinds[i % kinds.length] as (typeof kinds)[number]
    // Four faults are each kind once, at both places; eight are each kind at each.
    const place = places[(i + Math.floor(i / kinds.length)) % places.length] as (typeof places)[number]
    const name = `${kind}, ${place}`
    await inflict(kind, proxies[place], dice.below(400))
    counts[name] = (counts[name] ?? 0) + 1
    const at = performance.now()
    // What is in the log now must reach every stream, and something new must be acknowledged as well.
    const [head, own1] = [await see.head(), await publicOf(see, String(customer.id))]
    const seen = (target: number) => (reading: Reading) => (reading.frames.at(-1)?.data.seq ?? 0) >= target
    const streams = { program, customer: own, console: desk }
    const arrived = await Promise.all([
      program.until(seen(head + 1), within),
      own.until(seen(own1 + 1), within),
      desk.until(seen(head + 1), within),
    ])
    ;(times[name] ??= []).push(performance.now() - at)
    Object.keys(streams).forEach((stream, k) => {
      if (!arrived[k]) ledger.broken.push(`L3: after fault ${i + 1} (${name}) the stream of the ${stream} stood still`)
    })
    proxies[place].delay(0)
    run.progress(`${i + 1} of ${wanted} faults, ${ledger.sent.length} messages, ${ledger.broken.length} broken`)
  }

  stopped = true
  await Promise.all(working)
  const [lines, head] = [await see.log(), await see.head()]
  const told = await publicOf(see, String(customer.id))
  const end = (target: number) => (reading: Reading) => (reading.frames.at(-1)?.data.seq ?? 0) >= target
  await Promise.all([program.until(end(head), 10_000), own.until(end(told), 10_000), desk.until(end(head), 10_000)])
  await Promise.all([program.stop(), own.stop(), desk.stop()])
  const books = checkLedger(lines, ledger.sent, ledger.acts)
  const noted = (frames: Frame[]) => frames.map(({ data }) => data)
  const all = [program, own, desk]
  return {
    faults: counts,
    acknowledged: ledger.sent.filter(({ outcome }) => outcome === 'acknowledged').length + ledger.acts.length,
    lost: books.lost.length,
    figures: [
      ['events', lines.length],
      ['commands said again', [...failures.values()].reduce((sum, count) => sum + count, 0)],
      ...[...failures].map(([why, count]): [string, number] => [`  ${why}`, count]),
      ['stream reconnects', all.reduce((sum, { reconnects }) => sum + reconnects, 0)],
      ...Object.entries(times).map(([name, list]): [string, string] => [`${name}`, spread(list)]),
    ],
    broken: [
      ...ledger.broken,
      ...keeper.unplanned,
      ...booksOf(books),
      ...checkLaws(lines, head),
      ...checkStream(noted(program.frames), lines, 0, 'the stream of a program'),
      ...checkStream(noted(desk.frames), lines, 0, 'the console’s socket'),
      ...checkCustomerStream(noted(own.frames), lines, String(customer.id)),
      ...(failures.has('500') ? [`${failures.get('500')} commands were answered 500`] : []),
      ...(all.some(({ resets }) => resets > 0) ? ['L5: a stream was reset though its log went on'] : []),
    ],
  }
}

async function inflict(kind: (typeof kinds)[number], proxy: Proxy, ms: number): Promise<void> {
  switch (kind) {
    case 'cut':
      return void proxy.cut()
    case 'silence':
      return void proxy.silence()
    case 'reset before the answer':
      return void proxy.swallow()
    case 'delay':
      return proxy.delay(20 + (ms % 80))
    default:
      return kind satisfies never
  }
}

async function publicOf(see: Witness, conversationId: string): Promise<number> {
  const [row] = await see.sql<{ last: number }[]>`
    select coalesce(max(public_seq), 0)::int as last from events where conversation_id = ${conversationId}`
  return row?.last ?? 0
}

/** @returns the cookie of the administrator's session */
async function signIn(url: string, origin: string): Promise<string> {
  const answer = await fetch(`${url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin },
    body: JSON.stringify(ADMIN),
  })
  if (!answer.ok) throw new Error(`sign-in was answered ${answer.status} ${await answer.text()}`)
  return answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ')
}
