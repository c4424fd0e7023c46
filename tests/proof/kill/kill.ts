import { rmSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { checkLaws } from '../check/laws.ts'
import { booksOf, checkLedger } from '../check/ledger.ts'
import { checkCustomerStream, checkStream } from '../check/streams.ts'
import { api, makeService } from '../kit/api.ts'
import { chance } from '../kit/chance.ts'
import { type Keeper, keepServing } from '../kit/keeper.ts'
import { witness } from '../kit/log.ts'
import { temporary } from '../kit/place.ts'
import { spread } from '../kit/report.ts'
import { type Frame, read } from '../kit/stream.ts'
import type { Outcome, Run, Suite } from '../kit/suite.ts'
import { findPostgres, killPostgres } from './faults.ts'
import { corner, insist, type Ledger, type Load, pulse, questions, talk } from './load.ts'

/** L3, L4, L5, L12 through kill -9 of the server, of PostgreSQL's backends and of PostgreSQL. */
export const kill: Suite = {
  about: 'kill -9 of the server, its database connections and the whole embedded PostgreSQL, under load',
  options: {
    faults: 'kills in all (100)',
    acknowledged: 'goes on until so many messages were acknowledged (20000)',
    within: 'milliseconds in which it must be back (3000)',
    corners: 'conversations that go on beside each other (12)',
  },
  run: killUnderLoad,
}

const kinds = ['server', 'connections', 'PostgreSQL'] as const
type Kind = (typeof kinds)[number]

export async function killUnderLoad(run: Run): Promise<Outcome> {
  const dataDir = temporary()
  const keeper = await keepServing({ DATA_DIR: dataDir })
  const ledger: Ledger = { sent: [], acts: [], broken: [] }
  try {
    return await proceed(run, dataDir, keeper, ledger)
  } finally {
    await keeper.stop()
    // An orderly stop has taken it down; whatever went wrong must not leave one behind.
    await findPostgres(dataDir).then(killPostgres, () => {})
    rmSync(dataDir, { recursive: true, force: true })
  }
}

async function proceed(run: Run, dataDir: string, keeper: Keeper, ledger: Ledger): Promise<Outcome> {
  const dice = chance(run.seed)
  const postgres = await findPostgres(dataDir)
  const see = witness(postgres.url)
  const failures = new Map<string, number>()
  const failed = (why: string) => void failures.set(why, (failures.get(why) ?? 0) + 1)
  const patient = insist(api(keeper.url, keeper.key, 5_000), 60_000, failed, () => 20 + Math.random() * 200)
  const eager = insist(api(keeper.url, keeper.key, 2_000), 60_000, failed, () => 20)
  let stopped = false
  const operators = await see.addOperators(5)
  const load: Load = { ask: patient, chance: dice, ledger, operators, stopped: () => stopped }

  const external = await makeService(patient)
  const builtin = await makeService(patient, { ai: 'builtin' })
  const heart = await pulse({ ...load, ask: eager }, external)
  const customer = (await patient('POST', '/conversations', { serviceId: external })).body
  const everything = read(() => `${keeper.url}/api/v1/stream`, keeper.key, '1.0')
  const own = read(
    () => `${keeper.url}/api/v1/conversations/${customer.id}/stream`,
    String(customer.customerToken),
    null,
  )
  const busy = Array.from({ length: run.option('corners', 12) }, (_, i) => corner(load, external, `corner ${i + 1}`))
  const asking = questions(load, builtin, 700)
  const talking = talk(load, String(customer.id))

  const wanted = run.option('faults', 100)
  const messages = run.option('acknowledged', 20_000)
  const times: Record<Kind, number[]> = { server: [], connections: [], PostgreSQL: [] }
  const acknowledged = () => ledger.sent.reduce((sum, { outcome }) => sum + (outcome === 'acknowledged' ? 1 : 0), 0)
  const until = performance.now() + 15 * 60_000
  for (let i = 0; i < wanted || acknowledged() < messages; i++) {
    if (performance.now() > until) break
    await sleep(150 + dice.below(700))
    if (i >= wanted) continue
    // Every kind comes up, however few the faults are.
    const kind = i < kinds.length ? (kinds[i] as Kind) : dice.of(kinds)
    await inflict(kind, dataDir, keeper)
    const at = performance.now()
    const took = await backAfter(at, heart.beats)
    if (took === null) {
      ledger.broken.push(`after fault ${i + 1} (${kind}) nothing was acknowledged for a minute`)
      break
    }
    times[kind].push(took)
    run.progress(`${i + 1} of ${wanted} faults, ${acknowledged()} acknowledged, back after ${Math.round(took)} ms`)
  }

  stopped = true
  await Promise.all([...busy, heart.over, talking])
  const asked = await asking
  await see.end()
  const after = witness((await findPostgres(dataDir)).url)
  await answering(after)
  const answered = await answeredAll(after, builtin, asked)
  const [lines, head] = [await after.log(), await after.head()]
  await after.end()
  if (!(await everything.until(({ frames }) => (frames.at(-1)?.data.seq ?? 0) >= head, 10_000)))
    ledger.broken.push(`L3: the stream did not come to the end of the log within 10 s: ${everything.complaint}`)
  const told = lines.filter((line) => line.conversationId === customer.id && line.publicSeq !== null).length
  if (!(await own.until(({ frames }) => (frames.at(-1)?.data.seq ?? 0) >= told, 10_000)))
    ledger.broken.push(`L3: the customer’s stream did not come to its end within 10 s: ${own.complaint}`)
  await Promise.all([everything.stop(), own.stop()])

  const books = checkLedger(lines, ledger.sent, ledger.acts)
  const noted = (frames: Frame[]) => frames.map(({ data }) => data)
  const all = Object.values(times).flat()
  const within = run.option('within', 3_000)
  const late = all.filter((time) => time > within)
  return {
    faults: Object.fromEntries(kinds.map((kind) => [kind, times[kind].length])),
    acknowledged: acknowledged() + ledger.acts.length,
    lost: books.lost.length,
    figures: [
      ['events', lines.length],
      ['commands said again', [...failures.values()].reduce((sum, count) => sum + count, 0)],
      ...[...failures].map(([why, count]): [string, number] => [`  ${why}`, count]),
      ['stream reconnects', everything.reconnects],
      ['questions to the built-in AI', `${asked.length}, answered once ${answered.once}`],
      ...kinds.map((kind): [string, string] => [`back after ${kind}`, spread(times[kind])]),
    ],
    broken: [
      ...ledger.broken,
      ...keeper.unplanned,
      ...booksOf(books),
      ...checkLaws(lines, head),
      ...checkStream(noted(everything.frames), lines, 0),
      ...checkCustomerStream(noted(own.frames), lines, String(customer.id)),
      ...answered.broken,
      ...(failures.has('500') ? [`${failures.get('500')} commands were answered 500`, ...keeper.errors()] : []),
      ...(everything.resets + own.resets > 0 ? ['L5: a stream was reset though its log went on'] : []),
      ...(late.length > 0 ? [`${late.length} of ${all.length} times it was not back within ${within} ms`] : []),
    ],
  }
}

async function inflict(kind: Kind, dataDir: string, keeper: Keeper): Promise<void> {
  switch (kind) {
    case 'server':
      return keeper.kill()
    case 'connections': {
      const { url } = await findPostgres(dataDir)
      const see = witness(url)
      await answering(see)
      await see.sql`select pg_terminate_backend(pid) from pg_stat_activity
        where pid <> pg_backend_pid() and backend_type = 'client backend' and application_name <> 'witness'`
      return see.end()
    }
    case 'PostgreSQL':
      return killPostgres(await findPostgres(dataDir))
    default:
      return kind satisfies never
  }
}

/** A database that was killed answers again when its log was read. */
async function answering(see: ReturnType<typeof witness>): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return void (await see.head())
    } catch (error) {
      if (tries === 100) throw error
      await sleep(200)
    }
  }
}

/** Milliseconds from a fault to the first acknowledgement of a message that was sent after it; null after a minute. */
async function backAfter(at: number, beats: { sent: number; acknowledged: number }[]): Promise<number | null> {
  while (performance.now() - at < 60_000) {
    const first = beats.find(({ sent }) => sent >= at)
    if (first) return first.acknowledged - at
    await sleep(10)
  }
  return null
}

/** L12: each question was answered once, in the end; the worker that died left its tasks to the next. */
async function answeredAll(
  see: ReturnType<typeof witness>,
  serviceId: string,
  asked: string[],
): Promise<{ once: number; broken: string[] }> {
  const answers = async () => {
    const rows = await see.sql<{ id: string; answers: number }[]>`
      select c.id, count(e.seq) filter (where e.type = 'message.added' and e.data -> 'message' ->> 'role' = 'ai')::int as answers
      from conversations c left join events e on e.workspace_id = c.workspace_id and e.conversation_id = c.id
      where c.service_id = ${serviceId} group by c.id`
    return new Map(rows.map(({ id, answers }) => [id, answers]))
  }
  // Of those that are there at all: what was lost is said elsewhere.
  const there = await answers()
  const waiting = asked.filter((id) => there.has(id))
  // A task whose worker was killed comes back when its lease of 60 s has lapsed.
  const patience = performance.now() + 90_000
  let found = await answers()
  while (waiting.some((id) => !found.get(id)) && performance.now() < patience) {
    await sleep(300)
    found = await answers()
  }
  const broken = asked.flatMap((id) =>
    found.get(id) === 1 ? [] : [`L12: a question in ${id} was answered ${found.get(id) ?? 0} times`],
  )
  return { once: asked.length - broken.length, broken }
}
