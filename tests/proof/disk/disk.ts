import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { checkLaws } from '../check/laws.ts'
import { booksOf, checkLedger } from '../check/ledger.ts'
import { checkStream } from '../check/streams.ts'
import { findPostgres, killPostgres } from '../kill/faults.ts'
import { corner, insist, type Ledger, type Load, pulse } from '../kill/load.ts'
import { type Ask, api, makeService, newId, openConversation } from '../kit/api.ts'
import { chance } from '../kit/chance.ts'
import { type Keeper, keepServing } from '../kit/keeper.ts'
import { type Witness, witness } from '../kit/log.ts'
import { spread } from '../kit/report.ts'
import { read } from '../kit/stream.ts'
import { type Outcome, type Run, type Suite, skipped } from '../kit/suite.ts'
import { type SmallDisk, smallDisk } from './small-disk.ts'

/** L3: on a full disk nothing is accepted that is not there, whoever asks hears why, and all goes on when there is room again. */
export const disk: Suite = {
  about: 'a full disk under load: a clear 503, nothing acknowledged lost, and on by itself when there is room again',
  options: {
    faults: 'times that it is filled up, by turns for the tables and for PostgreSQL’s own log (4)',
    within: 'milliseconds in which it must go on when there is room (10000)',
    corners: 'conversations that go on beside each other (4)',
    megabytes: 'size of the disk (640)',
  },
  async run(run) {
    let small: SmallDisk
    try {
      small = smallDisk(run.option('megabytes', 640))
    } catch (error) {
      return skipped(`A small disk cannot be mounted here (${error instanceof Error ? error.message : error}).`)
    }
    const dataDir = join(small.folder, 'data')
    const keeper = await keepServing({ DATA_DIR: dataDir }).catch((error) => {
      small.remove()
      throw error
    })
    try {
      return await fillUnderLoad(run, small, dataDir, keeper)
    } finally {
      small.free()
      await keeper.stop()
      await findPostgres(dataDir).then(killPostgres, () => {})
      small.remove()
    }
  },
}

/** Tables that cannot grow fail the statement; a log that cannot grow takes PostgreSQL down, and up again when there is room. */
const kinds = ['full for tables', 'full for PostgreSQL’s log'] as const
type Kind = (typeof kinds)[number]

/** What a refusal on a full disk said. */
export interface Said {
  status: number
  code: unknown
  detail: unknown
  requestId: unknown
  ms: number
}

async function fillUnderLoad(run: Run, small: SmallDisk, dataDir: string, keeper: Keeper): Promise<Outcome> {
  const ledger: Ledger = { sent: [], acts: [], broken: [] }
  const see = witness((await findPostgres(dataDir)).url)
  const failures = new Map<string, number>()
  const failed = (why: string) => void failures.set(why, (failures.get(why) ?? 0) + 1)
  const ask = insist(api(keeper.url, keeper.key, 15_000), 120_000, failed, () => 20 + Math.random() * 200)
  let stopped = false
  const load: Load = {
    ask,
    chance: chance(run.seed),
    ledger,
    operators: await see.addOperators(4),
    stopped: () => stopped,
  }
  const service = await makeService(ask)
  const asking = await openConversation(ask, service)
  const heart = await pulse(load, service)
  const everything = read(() => `${keeper.url}/api/v1/stream`, keeper.key, '1.0')
  const working = Array.from({ length: run.option('corners', 4) }, (_, i) => corner(load, service, `corner ${i + 1}`))

  const faults = run.option('faults', 4)
  const counts: Record<string, number> = {}
  const said: Said[] = []
  const returns: number[] = []
  let reads = 0
  let downs = 0
  for (let i = 0; i < faults; i++) {
    await sleep(1_000)
    const kind = kinds[i % kinds.length] as Kind
    small.fill()
    if (kind === 'full for PostgreSQL’s log' && (await fillLog(see))) downs++
    const refused = await untilRefused(api(keeper.url, keeper.key, 15_000), asking, ledger)
    if (refused) said.push(refused)
    else ledger.broken.push(`${kind}: nothing was refused within a minute, though nothing can be written`)
    const board = await api(keeper.url, keeper.key, 15_000)('GET', '/board')
    if (board.status === 200) reads++
    else if (board.status !== 503) ledger.broken.push(`${kind}: the board was answered ${board.status}`)
    await sleep(1_500)
    small.free()
    counts[kind] = (counts[kind] ?? 0) + 1
    const at = performance.now()
    const took = await beatAfter(at, heart.beats)
    if (took === null) {
      ledger.broken.push(`${kind}: nothing was acknowledged for a minute after there was room again`)
      break
    }
    returns.push(took)
    run.progress(
      `${i + 1} of ${faults}: ${kind}, refused after ${Math.round(refused?.ms ?? 0)} ms, back after ${Math.round(took)} ms`,
    )
  }

  stopped = true
  await Promise.all([...working, heart.over])
  await see.end()
  const after = witness((await findPostgres(dataDir)).url)
  const [lines, head] = [await after.log(), await after.head()]
  await after.end()
  if (!(await everything.until(({ frames }) => (frames.at(-1)?.data.seq ?? 0) >= head, 10_000)))
    ledger.broken.push(`L3: the stream did not come to the end of the log within 10 s: ${everything.complaint}`)
  await everything.stop()
  const books = checkLedger(lines, ledger.sent, ledger.acts)
  const within = run.option('within', 10_000)
  const late = returns.filter((ms) => ms > within)
  return {
    faults: counts,
    acknowledged: ledger.sent.filter(({ outcome }) => outcome === 'acknowledged').length + ledger.acts.length,
    lost: books.lost.length,
    figures: [
      ['events', lines.length],
      ['PostgreSQL went down', downs],
      ['refused, asked on a full disk', spread(said.map(({ ms }) => ms))],
      ['boards read on a full disk', `${reads} of ${faults}`],
      ['on again when there is room', spread(returns)],
      ['commands said again', [...failures.values()].reduce((sum, count) => sum + count, 0)],
      ...[...failures].map(([why, count]): [string, number] => [`  ${why}`, count]),
      ['stream reconnects', everything.reconnects],
    ],
    broken: [
      ...ledger.broken,
      ...keeper.unplanned,
      ...said.flatMap(unclear),
      ...booksOf(books),
      ...checkLaws(lines, head),
      ...checkStream(
        everything.frames.map(({ data }) => data),
        lines,
        0,
      ),
      ...(failures.has('500') ? [`${failures.get('500')} commands were answered 500`] : []),
      ...(everything.resets > 0 ? ['L5: the stream was reset though its log went on'] : []),
      ...(late.length > 0 ? [`${late.length} of ${returns.length} times it did not go on within ${within} ms`] : []),
    ],
  }
}

/**
 * Writes to PostgreSQL’s log until that needs a file for which there is no room: PostgreSQL goes down, and cannot even say so.
 * @returns whether it took the connection with it
 */
async function fillLog(see: Witness): Promise<boolean> {
  try {
    for (let written = 0; written < 1_000; written += 4)
      await see.sql`select pg_logical_emit_message(false, 'full', repeat('x', 4000000))`
  } catch (error) {
    return error instanceof Error && 'code' in error && /^(CONNECTION|ECONN|EPIPE|57P)/.test(String(error.code))
  }
  return false
}

/** Says messages until one is refused; what is answered goes into the ledger. Null after a minute. */
async function untilRefused(ask: Ask, conversationId: string, ledger: Ledger): Promise<Said | null> {
  for (const until = performance.now() + 60_000; performance.now() < until; ) {
    const id = newId()
    const text = `${id} ${'there is no room for this '.repeat(300)}`
    const sent: Ledger['sent'][number] = { id, conversationId, sender: 'the asker', text, outcome: 'unknown' }
    ledger.sent.push(sent)
    const at = performance.now()
    const answer = await ask('POST', `/conversations/${conversationId}/messages`, { id, role: 'customer', text })
    if (answer.status === 201) {
      sent.outcome = 'acknowledged'
      continue
    }
    const { code, detail, requestId } = answer.body
    return { status: answer.status, code, detail, requestId, ms: performance.now() - at }
  }
  return null
}

/** A clear 503: the code and the sentence that a program and a person can act on, and soon enough to be heard. */
export function unclear({ status, code, detail, requestId, ms }: Said): string[] {
  const broken: string[] = []
  if (status !== 503 || code !== 'unavailable') broken.push(`a full disk was answered ${status} ${code}`)
  if (typeof detail !== 'string' || !/[.!?]$/.test(detail))
    broken.push(`a full disk was answered without a sentence: ${detail}`)
  if (typeof detail === 'string' && /server\/|postgres|ENOSPC|53100/i.test(detail))
    broken.push(`the answer tells of the insides: ${detail}`)
  if (typeof requestId !== 'string') broken.push('the answer has no request id')
  if (ms > 12_000) broken.push(`the answer came after ${Math.round(ms)} ms`)
  return broken
}

/** Milliseconds from a moment to the first acknowledgement of a message that came after it; null after a minute. */
async function beatAfter(at: number, beats: { acknowledged: number }[]): Promise<number | null> {
  while (performance.now() - at < 60_000) {
    const first = beats.find(({ acknowledged }) => acknowledged >= at)
    if (first) return first.acknowledged - at
    await sleep(10)
  }
  return null
}
