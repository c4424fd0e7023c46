import { setTimeout as sleep } from 'node:timers/promises'
import type { NatsServer } from '../../../cluster/nats.ts'
import { checkLaws } from '../check/laws.ts'
import { booksOf, checkLedger } from '../check/ledger.ts'
import { checkCustomerStream, checkStream } from '../check/streams.ts'
import { corner, insist, type Ledger, type Load, pulse, questions, talk } from '../kill/load.ts'
import { api, makeService } from '../kit/api.ts'
import { type Chance, chance } from '../kit/chance.ts'
import { witness } from '../kit/log.ts'
import { ownDatabase } from '../kit/place.ts'
import { type Reading, read } from '../kit/stream.ts'
import type { Outcome, Run, Suite } from '../kit/suite.ts'
import { type Installation, install } from './installation.ts'

/** L1–L5 and L12 on several nodes, through kill -9 of nodes and of NATS servers, and NATS servers that freeze. */
export const nodes: Suite = {
  about:
    'three nodes and three NATS servers behind a spreading proxy; nodes and NATS servers killed in turn, under load',
  options: {
    faults: 'kills and freezes in all (60)',
    seconds: 'goes on for so many seconds at least (60)',
    nodes: 'nodes (3)',
    nats: 'NATS servers, as one cluster (3)',
    within: 'milliseconds within which a command is acknowledged after a fault (3000)',
    corners: 'conversations that go on beside each other (12)',
  },
  async run(run) {
    const database = await ownDatabase()
    try {
      return await nodesOn(database.url, run)
    } finally {
      await database.drop()
    }
  },
}

const kinds = ['node', 'NATS server', 'frozen NATS server'] as const
type Kind = (typeof kinds)[number]

/** @param databaseUrl of a database that is empty, migrated or not */
export async function nodesOn(databaseUrl: string, run: Run): Promise<Outcome> {
  const size = { nodes: run.option('nodes', 3), nats: run.option('nats', 3) }
  const there = await install(databaseUrl, size)
  const see = witness(databaseUrl)
  try {
    return await proceed(run, there, see)
  } finally {
    await see.end()
    await there.stop()
  }
}

async function proceed(run: Run, there: Installation, see: ReturnType<typeof witness>): Promise<Outcome> {
  const dice = chance(run.seed)
  const ledger: Ledger = { sent: [], acts: [], broken: [] }
  const failures = new Map<string, number>()
  const failed = (why: string) => void failures.set(why, (failures.get(why) ?? 0) + 1)
  const patient = insist(api(there.url, there.key, 5_000), 60_000, failed, () => 20 + Math.random() * 200)
  const eager = insist(api(there.url, there.key, 2_000), 60_000, failed, () => 20)
  let stopped = false
  const load: Load = {
    ask: patient,
    chance: dice,
    ledger,
    operators: await see.addOperators(5),
    stopped: () => stopped,
  }
  const external = await makeService(patient)
  const builtin = await makeService(patient, { ai: 'builtin' })
  const heart = await pulse({ ...load, ask: eager }, external)
  const customer = (await patient('POST', '/conversations', { serviceId: external })).body

  // One reader comes back through the proxy, to whichever node takes it; one stays with each node.
  const streams = [there.url, ...there.nodes.map(({ url }) => url)].map((url) =>
    read(() => `${url}/api/v1/stream`, there.key, '1.0'),
  )
  const own = read(
    () => `${there.url}/api/v1/conversations/${customer.id}/stream`,
    String(customer.customerToken),
    null,
  )
  const busy = Array.from({ length: run.option('corners', 12) }, (_, i) => corner(load, external, `corner ${i + 1}`))
  const asking = questions(load, builtin, 700)
  const talking = talk(load, String(customer.id))

  const wanted = run.option('faults', 60)
  const until = performance.now() + run.option('seconds', 60) * 1000
  const times: Record<Kind, number[]> = { node: [], 'NATS server': [], 'frozen NATS server': [] }
  const acknowledged = () => ledger.sent.reduce((sum, { outcome }) => sum + (outcome === 'acknowledged' ? 1 : 0), 0)
  const healing: Promise<unknown>[] = []
  const ailing = new Set<NatsServer>()
  for (let i = 0; i < wanted || performance.now() < until; i++) {
    await sleep(200 + dice.below(800))
    if (i >= wanted) continue
    const kind = i < kinds.length ? (kinds[i] as Kind) : dice.of(kinds)
    const { healed } = await inflict(kind, there, ailing, dice)
    healing.push(
      healed.catch((error: Error) => ledger.broken.push(`a NATS server did not come back: ${error.message}`)),
    )
    const took = await backAfter(performance.now(), heart.beats)
    if (took === null) {
      ledger.broken.push(`after fault ${i + 1} (${kind}) nothing was acknowledged for a minute`)
      break
    }
    times[kind].push(took)
    run.progress(`${i + 1} of ${wanted} faults, ${acknowledged()} acknowledged, back after ${Math.round(took)} ms`)
  }
  stopped = true
  await Promise.all([...busy, heart.over, talking, ...healing])
  const asked = await asking
  const answered = await answersTo(see, builtin, asked)
  const [lines, head] = [await see.log(), await see.head()]
  const slowest = await convergence([...streams], head, ledger)
  const told = lines.filter((line) => line.conversationId === customer.id && line.publicSeq !== null).length
  if (!(await own.until(({ frames }) => (frames.at(-1)?.data.seq ?? 0) >= told, 10_000)))
    ledger.broken.push(`L3: the customer’s stream did not come to its end within 10 s: ${own.complaint}`)
  await Promise.all([...streams, own].map((reading) => reading.stop()))

  const books = checkLedger(lines, ledger.sent, ledger.acts)
  const within = run.option('within', 3_000)
  const late = Object.values(times)
    .flat()
    .filter((time) => time > within)
  const resets = [...streams, own].reduce((sum, reading) => sum + reading.resets, 0)
  return {
    faults: Object.fromEntries(kinds.map((kind) => [kind, times[kind].length])),
    acknowledged: acknowledged() + ledger.acts.length,
    lost: books.lost.length,
    figures: [
      ['nodes, NATS servers', `${there.nodes.length}, ${there.nats.length}`],
      ['events', lines.length],
      ['commands said again', [...failures.values()].reduce((sum, count) => sum + count, 0)],
      ...[...failures].map(([why, count]): [string, number] => [`  ${why}`, count]),
      ['stream reconnects', streams.reduce((sum, { reconnects }) => sum + reconnects, own.reconnects)],
      ['last stream at the end', `${Math.round(slowest)} ms`],
      ['questions to the built-in AI', `${asked.length}, answered once ${asked.length - answered.length}`],
      ...kinds.map((kind): [string, string] => [`back after ${kind}`, spreadOf(times[kind])]),
    ],
    broken: [
      ...ledger.broken,
      ...there.unplanned,
      ...booksOf(books),
      ...checkLaws(lines, head),
      ...streams.flatMap(({ frames }) =>
        checkStream(
          frames.map(({ data }) => data),
          lines,
          0,
        ),
      ),
      ...checkCustomerStream(
        own.frames.map(({ data }) => data),
        lines,
        String(customer.id),
      ),
      ...answered,
      ...(failures.has('500') ? [`${failures.get('500')} commands were answered 500`] : []),
      ...(resets > 0 ? [`L5: streams were reset ${resets} times though their log went on`] : []),
      ...(late.length > 0 ? [`${late.length} times nothing was acknowledged within ${within} ms of a fault`] : []),
    ],
  }
}

/** @returns what heals it by itself, for which the next fault does not wait */
async function inflict(
  kind: Kind,
  there: Installation,
  ailing: Set<NatsServer>,
  dice: Chance,
): Promise<{ healed: Promise<unknown> }> {
  const nothing = { healed: Promise.resolve() }
  // One that is down or frozen yet is not hurt again; all of them at once may be.
  const well = there.nats.filter((server) => !ailing.has(server))
  const healAfter = (server: NatsServer, heal: () => unknown) => {
    ailing.add(server)
    const healed = sleep(100 + dice.below(1_500)).then(heal)
    return { healed: healed.finally(() => ailing.delete(server)) }
  }
  switch (kind) {
    case 'node': {
      // One stays: what happens when none is there, `kill` proves.
      const up = there.nodes.filter((node) => node.isUp())
      if (up.length > 1) await dice.of(up).kill()
      return nothing
    }
    case 'NATS server': {
      if (well.length === 0) return nothing
      const server = dice.of(well)
      await server.kill()
      return healAfter(server, server.start)
    }
    case 'frozen NATS server': {
      if (well.length === 0) return nothing
      const server = dice.of(well)
      server.signal('SIGSTOP')
      return healAfter(server, () => server.signal('SIGCONT'))
    }
    default:
      return kind satisfies never
  }
}

/** Milliseconds from a fault to the first acknowledgement of a message that was sent after it; null after a minute. */
async function backAfter(at: number, beats: { sent: number; acknowledged: number }[]): Promise<number | null> {
  while (performance.now() - at < 60_000) {
    const first = beats.find(({ sent }) => sent >= at)
    if (first) return first.acknowledged - at
    await sleep(5)
  }
  return null
}

/** How long after the end of the load the last of the streams had all of it, in milliseconds. */
async function convergence(streams: Reading[], head: number, ledger: Ledger): Promise<number> {
  const since = performance.now()
  for (const [i, stream] of streams.entries())
    if (!(await stream.until(({ frames }) => (frames.at(-1)?.data.seq ?? 0) >= head, 10_000)))
      ledger.broken.push(
        `L3: stream ${i} (0 is the proxy’s) did not come to the end of the log within 10 s: ${stream.complaint}`,
      )
  return performance.now() - since
}

/** L12: each question is answered once; tasks of a node that was killed are free with its lease. @returns what was broken */
async function answersTo(see: ReturnType<typeof witness>, serviceId: string, asked: string[]): Promise<string[]> {
  const until = performance.now() + 90_000
  for (;;) {
    const rows = await see.sql<{ id: string; answers: number }[]>`
      select c.id, count(e.seq) filter (where e.type = 'message.added' and e.data -> 'message' ->> 'role' = 'ai')::int as answers
      from conversations c left join events e on e.workspace_id = c.workspace_id and e.conversation_id = c.id
      where c.service_id = ${serviceId} group by c.id`
    const found = new Map(rows.map(({ id, answers }) => [id, answers]))
    if (asked.every((id) => found.get(id)) || performance.now() > until)
      return asked.flatMap((id) =>
        found.get(id) === 1 ? [] : [`L12: a question in ${id} was answered ${found.get(id) ?? 0} times`],
      )
    await sleep(300)
  }
}

function spreadOf(times: number[]): string {
  if (times.length === 0) return '–'
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0)
  return `median ${at(0.5)} ms, longest ${at(1)} ms`
}
