// `npm run replay`: recorded conversations, played through the public API of a running server, as its customers and as
// an AI of somebody else's. What belongs here: reading recordings, playing them, and proving that nothing was lost.
import { httpCall, pauseByClock as pause, persistent, Unreachable } from '../server/demo/core/call.ts'
import { ensureOperator } from '../server/demo/core/operator.ts'
import { newId } from '../server/demo/core/random.ts'
import { Stop } from '../server/demo/core/stop.ts'
import { ensureServices } from './cast.ts'
import { isClean, makeLedger } from './ledger.ts'
import { type Options, readOptions } from './options.ts'
import { showProgress } from './progress.ts'
import { readRecordings } from './recording.ts'
import { runAll } from './run.ts'
import { makeTally } from './tally.ts'

/** So long may the server be away in the middle of a run. */
const PATIENCE = 120_000
const operator = { name: 'Robin Vance', email: 'robin.vance@replay.example' }

try {
  process.exitCode = await main(readOptions(process.argv.slice(2), process.env))
} catch (error) {
  if (!(error instanceof Stop)) throw error
  console.error(error.message)
  process.exitCode = 1
}

async function main({ file, url, key, speed, concurrency, loop }: Options): Promise<number> {
  const recordings = await readRecordings(file)
  const once = httpCall(url, key)
  await once('GET', '/services').catch(() => {
    throw new Stop(`No server answers at ${url}: start one with npm start, or give another --url.`)
  })

  const stop = stopOnSignal()
  const tally = makeTally(loop ? Number.POSITIVE_INFINITY : recordings.length)
  const call = persistent(once, {
    pause,
    random: Math.random,
    patience: PATIENCE,
    onRetry: () => {
      tally.counts.retries += 1
    },
  })
  const services = await ensureServices(
    call,
    recordings.map(({ source }) => source),
    newId,
  )
  const people = recordings.some(({ turns }) => turns.some(({ role }) => role === 'agent'))
  const operatorId = people ? (await ensureOperator(call, operator, newId)).id : null
  const ledger = makeLedger(call)

  console.log(
    `Playing ${recordings.length} conversations to ${url}, ${speed} × as fast, ${concurrency} at once${loop ? ', until Ctrl-C' : ''}.`,
  )
  const progress = showProgress(process.stdout, tally)
  let gone: Unreachable | null = null
  try {
    await runAll({
      recordings,
      call,
      pause,
      services,
      operatorId,
      speed,
      concurrency,
      loop,
      signal: stop.signal,
      report(report) {
        tally.take(report)
        if (report.kind === 'message') ledger.note(report)
      },
      onEnd: (opened) => {
        tally.ended(opened)
        return ledger.trim()
      },
    })
    if (stop.signal.aborted) console.log('\nStopped; now reading the logs.')
    await ledger.checkAll()
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error
    gone = error
  } finally {
    progress.stop()
  }
  console.log(tally.summary(gone ? null : ledger.verdict))
  if (gone) {
    console.error(`The server did not answer for ${PATIENCE / 1_000} s (${gone.message}).`)
    // Other conversations are still trying.
    process.exit(1)
  }
  return isClean(ledger.verdict) ? 0 : 2
}

/** The first Ctrl-C ends the run in order, the second at once. */
function stopOnSignal(): AbortController {
  const controller = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (controller.signal.aborted) process.exit(130)
      controller.abort()
    })
  }
  return controller
}
