import { existsSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Door } from '../../../bench/load/door.ts'
import { openPoster, type Poster } from '../../../bench/load/marked-posters.ts'
import { openReaders, type Readers } from '../../../bench/load/readers.ts'
import { checkLaws } from '../check/laws.ts'
import { booksOf, checkLedger, type Sent } from '../check/ledger.ts'
import { openDashboards } from '../dashboards/dashboards.ts'
import { people } from '../dashboards/people.ts'
import { type Ask, api, makeService, openConversation, wanted } from '../kit/api.ts'
import { times } from '../kit/chance.ts'
import { type Keeper, keepServing } from '../kit/keeper.ts'
import { type Witness, witness } from '../kit/log.ts'
import { ownDatabase } from '../kit/place.ts'
import { group } from '../kit/report.ts'
import { type Outcome, type Run, type Suite, skipped } from '../kit/suite.ts'
import { checkNumbersSeen } from '../storm/storm.ts'
import { type Memory, type MemoryWatch, watchMemory } from './memory.ts'
import { slowMessage, slowSenders } from './senders.ts'

/**
 * L13: who is slow hurts only itself. Measured side by side: the same load without the slow ones and with them, in turn. Their
 * cost in memory is against a second server, which gets as many stretches and never meets one of them: what a server takes of
 * a large machine grows for minutes, whoever reads.
 */
export const slow: Suite = {
  about: '200 readers who read nothing and 200 senders who drip: the server’s memory, and what the others feel of it',
  options: {
    stalled: 'readers who stop reading: half of them at the head, half far behind (200)',
    senders: 'senders whose requests never end (200)',
    readers: 'readers who read, whose latencies count (50)',
    pairs: 'stretches without and with the slow ones (5)',
    seconds: 'seconds of a stretch (8)',
    history: 'short messages between the long ones at the beginning and the head (11000)',
    memory: 'megabytes that the slow ones may cost the server (100)',
    slower: 'how much longer the others may wait, p99 against p99 (1.2)',
  },
  async run(run) {
    if (!existsSync('/proc/self/status')) return skipped('Memory is read from /proc, which this machine has not.')
    const [database, another] = [await ownDatabase(), await ownDatabase()]
    try {
      return await slowOn(database.url, another.url, run)
    } finally {
      await database.drop()
      await another.drop()
    }
  },
}

/** What everybody hears while it is looked at: messages a second, and pieces of an AI’s growing text of 40 KB, which are never stored. */
const MESSAGES = 100
const PIECES = 30
const PIECE = '😀'.repeat(10_000)
/** A text at the beginning of the log, and how many there are: what a reader from the beginning is given. */
const LONG = 9_000
const LONGS = 600
const SLEEPERS = 5
/**
 * Before the first stretch that counts: V8 takes more and more from a machine that has it, until it has collected the whole
 * heap so often; that growth is nobody's slowness. So many stretches at least and at the most.
 */
const COLLECTIONS = 3
const WARM = { least: 3, most: 15 }

/** @param databaseUrl of a database that is empty, migrated or not; `sparedUrl` of another one, for the server that is spared */
async function slowOn(databaseUrl: string, sparedUrl: string, run: Run): Promise<Outcome> {
  const opened: There[] = []
  try {
    for (const url of [databaseUrl, sparedUrl]) opened.push(await open(url, run))
    const [there, spared] = opened as [There, There]
    for (const one of opened) await warm(one)
    const without: Seen[] = []
    const withThem: Seen[] = []
    const sparedSeen: Seen[] = []
    for (let i = 1; i <= run.option('pairs', 5); i++) {
      for (let both = 0; both < 2; both++) sparedSeen.push(await watched(spared, stretch))
      without.push(await watched(there, stretch))
      withThem.push(await watched(there, among))
      run.progress(
        `pair ${i}: ${shown(without.at(-1))} without, ${shown(withThem.at(-1))} with them, ${shown(sparedSeen.at(-1))} spared`,
      )
    }
    return await judge(there, without, withThem, sparedSeen)
  } finally {
    for (const { memory, poster, readers, see, keeper } of opened) {
      memory.stop()
      poster.close()
      await readers.close()
      await see.end()
      await keeper.stop()
    }
  }
}

async function watched(there: There, look: (there: There) => Promise<Omit<Seen, keyof Memory>>): Promise<Seen> {
  there.memory.since()
  const seen = await look(there)
  return { ...seen, ...there.memory.since() }
}

/** A server with its log, its readers and its channel. */
async function open(databaseUrl: string, run: Run): Promise<There> {
  const keeper = await keepServing({ DATABASE_URL: databaseUrl })
  const see = witness(databaseUrl)
  const ask = api(keeper.url, keeper.key)
  const service = await makeService(ask)
  const sessions = await people(keeper.url, ask)
  const beginning = String((await ask('GET', '/board')).body.cursor)
  const conversations = await write(ask, service, run)
  const door: Door = {
    kind: 'websocket',
    port: keeper.port,
    path: '/api/v1/socket',
    headers: sessions,
    steps: [{ until: 'heartbeat' }],
  }
  const readers = await openReaders(door, run.option('readers', 50))
  const poster = openPoster({ url: keeper.url, key: keeper.key, conversations })
  const memory = watchMemory(keeper.url, keeper.pid())
  return {
    run,
    keeper,
    memory,
    see,
    ask,
    readers,
    poster,
    conversations,
    sessions,
    beginning,
    sent: [],
    posted: 0,
  }
}

/** What a server takes in any case it has before it counts. */
async function warm(there: There): Promise<void> {
  const { run, memory } = there
  const enough = (await memory.collections()) + COLLECTIONS
  for (let i = 0; i < WARM.least || (i < WARM.most && (await memory.collections()) < enough); i++) {
    await stretch(there)
    run.progress(`warm ${i + 1}: ${Math.round(memory.since().resident)} MB`)
  }
}

interface There {
  run: Run
  keeper: Keeper
  memory: MemoryWatch
  see: Witness
  ask: Ask
  readers: Readers
  poster: Poster
  conversations: string[]
  sessions: Record<string, string>[]
  beginning: string
  sent: Sent[]
  /** Marked messages that were accepted. */
  posted: number
}

export interface Seen extends Memory {
  /** Milliseconds from when a message was due to when the readers had it. */
  p50: number
  p99: number
  /** Marked messages that did not come to a reader, all readers together; less than none came twice. */
  missing: number
  cut?: number
  wrong?: string[]
}

const shown = (seen?: Seen) => `p99 ${seen?.p99.toFixed(1)} ms and ${Math.round(seen?.resident ?? 0)} MB`

/** The log at the beginning: long messages, and so many short ones that no server has the long ones at hand. */
async function write(ask: Ask, service: string, run: Run): Promise<string[]> {
  const conversations: string[] = []
  await times(50, 16, async () => void conversations.push(await openConversation(ask, service)))
  const say = (i: number, text: string) =>
    ask('POST', `/conversations/${conversations[i % conversations.length]}/messages`, { role: 'customer', text })
  await times(LONGS, 32, async (i) => void wanted(await say(i, 'a long story '.repeat(LONG / 13)), 201))
  await times(run.option('history', 11_000), 64, async (i) => void wanted(await say(i, 'and then'), 201))
  return conversations
}

/** A stretch of load, and what the readers saw of it. */
async function stretch(there: There): Promise<Omit<Seen, keyof Memory>> {
  const { run, ask, readers, poster, conversations } = there
  const seconds = run.option('seconds', 8)
  readers.begin()
  const started = performance.now()
  const pieces = (async () => {
    for (let i = 0; i < seconds * PIECES; i++) {
      await sleep(Math.max(0, started + (i * 1_000) / PIECES - performance.now()))
      const to = `/conversations/${conversations[i % conversations.length]}/typing`
      wanted(await ask('POST', to, { role: 'ai', text: PIECE }), 200, 204)
    }
  })()
  const [{ sent, accepted, complaint, last }] = await Promise.all([poster.post(MESSAGES, seconds), pieces])
  there.posted += accepted
  // What was not answered may be there or not; many of those, and there is nothing to measure.
  if (accepted < sent * 0.9) throw new Error(`${sent - accepted} messages were not accepted: ${complaint}`)
  const due = accepted * run.option('readers', 50)
  const most = sent * run.option('readers', 50)
  await readers.until(last, 10_000)
  let seen = await readers.report()
  for (const until = performance.now() + 10_000; seen.frames < due && performance.now() < until; await sleep(50))
    seen = await readers.report()
  return {
    p50: seen.latency.quantile(0.5),
    p99: seen.latency.quantile(0.99),
    missing: Math.max(due - seen.frames, 0) || Math.min(most - seen.frames, 0),
  }
}

/** The same among the slow ones. */
async function among(there: There): Promise<Omit<Seen, keyof Memory>> {
  const { run, keeper, see, sessions, beginning, conversations } = there
  const half = Math.ceil(run.option('stalled', 200) / 2)
  const start = await see.head()
  const after = `${beginning.split('.')[0]}.${start}`
  const wanted = { port: keeper.port, sessions }
  const atHead = openDashboards({ ...wanted, count: half, after })
  // A few of them wake up in the end, come back and have missed nothing.
  const sleepers = openDashboards({ ...wanted, count: SLEEPERS, after })
  const others: { stop(): unknown }[] = []
  const head = () => see.head()
  try {
    for (const dashboards of [atHead, sleepers]) {
      if ((await dashboards.atHead(head, 30_000)) === null)
        throw new Error(`The readers did not get in: ${(await dashboards.state()).complaint}`)
      dashboards.stall()
    }
    const behind = openDashboards({ ...wanted, count: half, after: beginning, stalled: true })
    others.push({ stop: behind.close })
    others.push(slowSenders(keeper.port, keeper.key, conversations[0] ?? '', run.option('senders', 200)))
    const all = run.option('readers', 50) + 2 * half + SLEEPERS
    for (const until = performance.now() + 10_000; performance.now() < until; await sleep(50))
      if ((await listening(keeper.url)) === all) break
    const patience = run.option('seconds', 8) * 0.7
    const patient = Array.from({ length: SLEEPERS }, () =>
      slowMessage(keeper.port, keeper.key, conversations[1] ?? '', patience),
    )
    const seen = await stretch(there)
    for (const { id, text, status } of await Promise.all(patient))
      there.sent.push({
        id,
        text,
        conversationId: conversations[1] ?? '',
        sender: id,
        outcome: status === 201 ? 'acknowledged' : 'unknown',
      })
    const cut = all - (await listening(keeper.url))
    sleepers.wake()
    if ((await sleepers.atHead(head, 20_000)) === null)
      return { ...seen, cut, wrong: ['L13: those who woke up did not come to the head within 20 s'] }
    const end = await see.head()
    return { ...seen, cut, wrong: checkNumbersSeen(await sleepers.state(), SLEEPERS, start, end) }
  } finally {
    await Promise.all([atHead.close(), sleepers.close(), ...others.map((other) => other.stop())])
  }
}

/** Open streams of the team, as the server counts them. */
async function listening(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text()
  return Number(/baton_stream_readers\{audience="operators"\} (\d+)/.exec(text)?.[1])
}

async function judge(
  { run, see, sent, posted }: There,
  without: Seen[],
  withThem: Seen[],
  spared: Seen[],
): Promise<Outcome> {
  const [lines, head] = [await see.log(), await see.head()]
  const books = checkLedger(lines, sent)
  const marked = new Set(
    lines.flatMap(({ type, data }) => (type === 'message.added' ? (/^#@\d{9}/.exec(data.message.text) ?? []) : [])),
  )
  const slowly = sent.filter(({ outcome }) => outcome === 'acknowledged').length
  const limits = { memory: run.option('memory', 100), slower: run.option('slower', 1.2) }
  const { grown, ratio, broken } = compare(without, withThem, spared, limits)
  const each = (list: Seen[], of: (seen: Seen) => number) => list.map((seen) => of(seen).toFixed(1)).join(', ')
  return {
    faults: {
      'stalled reader': run.option('stalled', 200) * withThem.length,
      'slow sender': run.option('senders', 200) * withThem.length,
    },
    acknowledged: posted + slowly,
    lost: Math.max(0, posted - marked.size) + books.lost.length,
    figures: [
      ['readers who read', run.option('readers', 50)],
      ['p99 without them, ms', each(without, ({ p99 }) => p99)],
      ['p99 among them, ms', each(withThem, ({ p99 }) => p99)],
      ['p99, ratio of medians', ratio],
      ['p50, ratio of medians', median(withThem.map(({ p50 }) => p50)) / median(without.map(({ p50 }) => p50))],
      ['held without them, MB', each(without, ({ held }) => held)],
      ['held among them, MB', each(withThem, ({ held }) => held)],
      ['resident without them, MB', each(without, ({ resident }) => resident)],
      ['resident among them, MB', each(withThem, ({ resident }) => resident)],
      ['resident when spared, MB', each(spared, ({ resident }) => resident)],
      ['resident, more at the most than when spared', `${grown.toFixed(1)} MB`],
      ['stalled readers cut', withThem.map(({ cut }) => cut).join(', ')],
      ['slow messages accepted', `${group(slowly)} of ${group(sent.length)}`],
    ],
    broken: [
      ...broken,
      ...(marked.size < posted ? [`L3: ${posted - marked.size} of ${posted} accepted messages are not there`] : []),
      ...(slowly < sent.length ? [`L13: ${sent.length - slowly} messages in slow drips were not accepted`] : []),
      ...booksOf(books),
      ...checkLaws(lines, head),
    ],
  }
}

/** What the slow ones cost the server and the others, against what may be. */
export function compare(
  without: readonly Seen[],
  withThem: readonly Seen[],
  spared: readonly Seen[],
  limits: { memory: number; slower: number },
): { grown: number; ratio: number; broken: string[] } {
  // Not against the stretch before: what the slow ones had a server take it may not have given back in the next one.
  const most = (stretches: readonly Seen[]) => Math.max(...stretches.map(({ resident }) => resident))
  const grown = most(withThem) - most(spared)
  const ratio = median(withThem.map(({ p99 }) => p99)) / median(without.map(({ p99 }) => p99))
  const missing = [...without, ...withThem, ...spared].reduce((sum, seen) => sum + Math.abs(seen.missing), 0)
  return {
    grown,
    ratio,
    broken: [
      ...(grown <= limits.memory ? [] : [`L13: the slow ones cost the server ${grown.toFixed(0)} MB`]),
      ...(ratio <= limits.slower ? [] : [`L13: the others waited ${ratio.toFixed(2)} times as long, p99`]),
      ...(missing > 0 ? [`L3: ${missing} messages did not come to those who read, or came twice`] : []),
      ...withThem.flatMap(({ wrong }) => wrong ?? []),
      ...(withThem.every(({ cut }) => !cut) ? ['L13: nobody was cut: more must be said, or for longer'] : []),
    ],
  }
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2
}
