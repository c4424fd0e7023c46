import { mkdirSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { type NatsServer, startNats } from '../cluster/nats.ts'
import { findNats, natsMissing } from '../scripts/nats.mjs'
import { close } from './fanout/side.ts'
import { atLeast, type Bench, type Figure, type Run, ratioAtLeast } from './kit/bench.ts'
import { ownDatabase } from './kit/database.ts'
import { alone, compared, interleave } from './kit/pairs.ts'
import { freePort } from './kit/port.ts'
import { histogram } from './load/histogram.ts'
import { openOn, type Posted } from './load/posted.ts'
import { prepare } from './load/prepared.ts'

const CONVERSATIONS = 1_000
const DASHBOARDS = 5
const RATE = 100
/** How long what is still on the way may take, in milliseconds. */
const PATIENCE = 5_000

/** So many nodes, each with its own dashboards and its own channel that writes to it. */
interface Group {
  size: number
  /** On one database and one NATS, so that each hears the others; else each by itself, and only the machine is shared. */
  joined: boolean
  nodes: Posted[]
  /** Percent of what each dashboard was to be told that arrived, in each round. */
  delivered: number[]
  /** Milliseconds from when a message was due until it was at dashboards, wherever they are: p99, in each round. */
  p99: number[]
}

/**
 * Adding nodes must not make each of them slower, though every node hears what all others commit. Nodes that share the two
 * cores of one machine would only show the machine's end, so it is measured below that, in the CPU that a node has to give:
 * what it commits for each second of its own CPU, while the others commit as much as it does.
 */
export const nodes: Bench = {
  about: 'two and three nodes on one NATS: what each commits for a second of its CPU, beside one alone',
  options: { rate: `messages a second for each node (${RATE})` },
  async run(run) {
    const program = await findNats()
    if (!program) throw new Error(natsMissing)
    const rate = run.option('rate', RATE)
    const seconds = run.seconds(5)
    const database = await ownDatabase(run)
    const nats = await startNats(program, await freePort())
    const groups: Group[] = []
    try {
      groups.push(await open(run, database.url, 1, null))
      for (const size of [2, 3])
        groups.push(await open(run, database.url, size, nats), await open(run, database.url, size, null))
      for (const group of groups) await measure(group, rate, 3)
      const found = await interleave(
        run,
        Object.fromEntries(groups.map((group) => [nameOf(group), () => noted(group, rate, seconds)])),
      )
      if (run.profiles) await profile(groups, rate, seconds, run.profiles)
      return {
        figures: groups.flatMap((group) => figuresOf(group, groups, found)),
        plots: [
          {
            file: 'cpu',
            title: 'Messages that a node commits for each second of its CPU',
            unit: '/s',
            kind: 'bars',
            rows: groups.map((group) => ({
              name: nameOf(group),
              values: found[nameOf(group)] ?? [],
              ours: true,
            })),
          },
        ],
        notes: [
          `One node without NATS on a database of its own; two on another database and three on a third, joined by one nats-server; and two and three that are not joined, each on a database of its own; all on one PostgreSQL, fsync on. In turn each group is posted to: every node of it gets ${rate} messages a second for ${seconds} s, evenly, by \`POST /api/v1/conversations/:id/messages\` with a key, on conversations that its fellows are posted to as well, and has ${DASHBOARDS} dashboards, which see the messages of all nodes. So a node of three commits ${rate} and hears ${2 * rate} a second more.`,
          `All of it shares the cores of one machine, on which more nodes can commit no more. What is compared is therefore not a rate that was reached but what a node would reach on a machine of its own: the messages that it commits, divided by the seconds of CPU that its process took meanwhile for all that it did, its share in what the others committed too. PostgreSQL and NATS are not counted; the load is far below what saturates either. A machine on which more goes on costs each node more CPU for the same work, whether they hear each other or not: so many nodes that are not joined, posted to at the same rate, show how much of the difference that is.`,
        ],
      }
    } finally {
      for (const { nodes } of groups) for (const { poster } of nodes) poster.close()
      for (const { nodes } of groups) await close(nodes.map(({ watching }) => watching))
      await nats.kill()
      await database.drop()
    }
  },
}

const nameOf = ({ size, joined }: Pick<Group, 'size' | 'joined'>): string => {
  if (size === 1) return 'one alone'
  return joined ? `each of ${size}` : `each of ${size}, not joined`
}

/** @param nats what joins them; null for nodes that are not joined */
async function open({ progress }: Run, postgresUrl: string, size: number, nats: NatsServer | null): Promise<Group> {
  const joined = nats !== null
  progress(`nodes: starting ${nameOf({ size, joined })}`)
  const nodes: Posted[] = []
  const shared = nats && (await prepare(postgresUrl, CONVERSATIONS))
  while (nodes.length < size) {
    const prepared = shared ?? (await prepare(postgresUrl, CONVERSATIONS))
    const { conversations } = prepared.wall
    // All are posted to about all conversations, but not about the same one at the same moment.
    const from = Math.floor((nodes.length * CONVERSATIONS) / size)
    const wall = { ...prepared.wall, conversations: [...conversations.slice(from), ...conversations.slice(0, from)] }
    nodes.push(await openOn({ ...prepared, wall }, DASHBOARDS, nats ? { NATS_URL: nats.url } : {}))
  }
  return { size, joined, nodes, delivered: [], p99: [] }
}

/** Posts to all nodes at once, and waits until each message is at each dashboard of each node. */
async function measure({ nodes, joined }: Group, rate: number, seconds: number) {
  for (const { watching } of nodes) watching.readers.begin()
  const before = await Promise.all(nodes.map(({ watching }) => watching.server.usage()))
  const posted = await Promise.all(nodes.map(({ poster }) => poster.post(rate, seconds)))
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0)
  const accepted = sum(posted.map((one) => one.accepted))
  const complaint = posted.find((one) => one.complaint)?.complaint
  if (complaint) process.stderr.write(`A message was not accepted: ${complaint}\n`)
  const wanted = accepted * (joined ? nodes.length : 1) * DASHBOARDS
  const end = performance.now() + PATIENCE
  for (;;) {
    const seen = await Promise.all(nodes.map(({ watching }) => watching.readers.report()))
    const frames = sum(seen.map((one) => one.frames))
    if (frames < wanted && performance.now() < end) {
      await sleep(50)
      continue
    }
    const after = await Promise.all(nodes.map(({ watching }) => watching.server.usage()))
    const latency = histogram()
    for (const one of seen) latency.merge(one.latency.pairs())
    return {
      perCpuSecond: accepted / sum(after.map(({ cpu }, i) => cpu - (before[i]?.cpu ?? Number.NaN))),
      delivered: (frames / wanted) * 100,
      p99: latency.quantile(0.99),
    }
  }
}

async function noted(group: Group, rate: number, seconds: number): Promise<number> {
  const { perCpuSecond, delivered, p99 } = await measure(group, rate, seconds)
  group.delivered.push(delivered)
  group.p99.push(p99)
  return perCpuSecond
}

function figuresOf(group: Group, groups: Group[], found: Record<string, number[]>): Figure[] {
  const single = groups[0]
  if (!single || !group.joined) return []
  const name = nameOf(group)
  const apart = nameOf({ ...group, joined: false })
  return [
    compared({
      figure: `${name}: committed for each second of its CPU`,
      unit: '/s',
      values: found[name] ?? [],
      reference: { name: nameOf(single), values: found[nameOf(single)] ?? [] },
      goal: ratioAtLeast(0.9),
    }),
    compared({
      figure: `${name}: committed for each second of its CPU`,
      unit: '/s',
      values: found[name] ?? [],
      reference: { name: apart, values: found[apart] ?? [] },
      goal: null,
    }),
    alone({
      figure: `${group.size} nodes: delivered at the dashboards of all`,
      unit: '%',
      values: group.delivered,
      goal: atLeast(99),
    }),
    compared({
      figure: `${group.size} nodes: p99 to the dashboards of all`,
      unit: 'ms',
      values: group.p99,
      reference: { name: nameOf(single), values: single.p99 },
      goal: null,
    }),
  ]
}

async function profile(groups: Group[], rate: number, seconds: number, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true })
  for (const group of groups) {
    const write = await group.nodes[0]?.watching.server.profile()
    await measure(group, rate, seconds)
    await write?.(`${folder}/nodes-${group.size}${group.joined ? '' : '-not-joined'}.cpuprofile`)
  }
}
