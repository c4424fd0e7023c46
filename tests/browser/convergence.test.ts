import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseCursor } from '../../domain/cursor.ts'
import type { BoardView } from '../../domain/wire.ts'
import { ensureServices } from '../../replay/cast.ts'
import { isClean, makeLedger } from '../../replay/ledger.ts'
import type { Recording } from '../../replay/recording.ts'
import { runAll } from '../../replay/run.ts'
import { httpCall, pauseByClock, persistent } from '../../server/demo/core/call.ts'
import { ensureOperator } from '../../server/demo/core/operator.ts'
import { newId } from '../../server/demo/core/random.ts'
import { connected, openStage, picture, type Seat, type Stage } from './stage.ts'
import { makeGate, recordings } from './traffic.ts'
import { boardOf, type Listener, listen, placeOf, readScreen, screenOf } from './watchers.ts'

/** How the traffic is played: so many times as fast as it was recorded, so many conversations at once. */
const SPEED = 60
const AT_ONCE = 200
/** After these shares of all messages it is stopped, and everybody's board compared. */
const STOPS = [0.25, 0.5, 0.75]
/** A file of one's own may be long. */
const LIMIT = process.env.REPLAY_FILE ? 1_800_000 : 120_000

describe('all who watch see the same', () => {
  let stage: Stage
  let seats: Seat[]
  let program: Listener
  beforeAll(async () => {
    stage = await openStage()
    seats = [await stage.operator('Mira Solano'), await stage.operator('Jonas Weidt')]
    program = await listen(stage)
  })
  afterAll(async () => {
    program?.stop()
    await stage?.stop()
  })

  test(
    'L3, L4, L5, L6, H1: two screens and a program hold the board that the server holds, in the middle of traffic, after a kill -9 and at the end; each message stands once',
    async () => {
      const played = await recordings()
      const gate = makeGate(httpCall(stage.url, stage.secret))
      const call = persistent(gate.call, { pause: pauseByClock, random: Math.random, patience: 60_000 })
      const ledger = makeLedger(call)
      const marks = STOPS.map((share) => Math.round(share * wordsOf(played)))
      let said = 0
      const compared: { open: number; attention: number; paused: number }[] = []
      const compare = async () => compared.push(await everybodyAgrees())

      const services = await ensureServices(
        call,
        played.map(({ source }) => source),
        newId,
      )
      const operator = await ensureOperator(call, { name: 'Robin Vance', email: 'robin@example.com' }, newId)
      const since = performance.now()
      const playing = runAll({
        recordings: played,
        call,
        pause: pauseByClock,
        services,
        operatorId: operator.id,
        speed: SPEED,
        concurrency: AT_ONCE,
        loop: false,
        signal: new AbortController().signal,
        report(report) {
          if (report.kind !== 'message') return
          ledger.note(report)
          if (++said < (marks[0] ?? Number.POSITIVE_INFINITY)) return
          marks.shift()
          gate.shut()
        },
        onEnd: async () => {},
      })
      for (const [stop] of STOPS.entries()) {
        await Promise.race([gate.still(), playing])
        await compare()
        gate.open()
        // Everybody speaks when the server is killed: what was not answered is said again.
        if (stop === 0) {
          await stage.kill()
          await stage.start()
          for (const { page } of seats) await connected(page)
        }
      }
      await playing
      const took = (performance.now() - since) / 1_000
      await compare()
      for (const [n, { page }] of seats.entries()) await picture(page, `convergence-end-${n + 1}`)

      const verdict = await ledger.checkAll()
      expect(verdict).toMatchObject({ lost: [], doubled: [], disordered: [], unasked: [] })
      expect(isClean(verdict)).toBe(true)
      expect(verdict.messages).toBeGreaterThan(0.9 * wordsOf(played))
      expect(program.faults()).toEqual([])
      expect(program.messages().twice).toBe(0)
      expect(program.reconnects()).toBeGreaterThan(0)
      // The comparisons were of something.
      expect(Math.max(...compared.map(({ open }) => open))).toBeGreaterThan(20)
      expect(Math.max(...compared.map(({ attention }) => attention))).toBeGreaterThan(0)
      expect(Math.max(...compared.map(({ paused }) => paused))).toBeGreaterThan(0)
      console.log(
        `${verdict.conversations} conversations, ${verdict.messages} messages in ${took.toFixed(1)} s, ${program.seq()} events; ` +
          `compared with ${compared.map(({ open, attention, paused }) => `${open} open (${attention} need attention, ${paused} paused)`).join(', ')}: ` +
          `lost ${verdict.lost.length}, doubled ${verdict.doubled.length}, out of order ${verdict.disordered.length}`,
      )
    },
    LIMIT,
  )

  /** Compares a fresh board with what the program and both screens hold at the same place of the log. */
  async function everybodyAgrees(): Promise<{ open: number; attention: number; paused: number }> {
    for (;;) {
      const fresh: BoardView = (await stage.key.get('/board')).expect(200).body
      const head = parseCursor(fresh.cursor)?.seq ?? 0
      const within = { timeout: 20_000 }
      await expect.poll(() => program.seq(), within).toBeGreaterThanOrEqual(head)
      for (const { page } of seats) await expect.poll(() => placeOf(page), within).toBeGreaterThanOrEqual(head)
      const screens = await Promise.all(seats.map(({ page }) => readScreen(page)))
      const held = program.board()
      // A rule of the server's own may have spoken meanwhile: then it is another place of the log.
      if ((await stage.key.get('/stats')).body.cursor !== fresh.cursor) continue
      expect(held).toEqual(boardOf(fresh))
      for (const screen of screens) expect(screen).toEqual(screenOf(fresh))
      const { activeConversations: open, needsAttention: attention, paused } = fresh.stats
      return { open, attention, paused }
    }
  }
})

const wordsOf = (played: Recording[]) =>
  played.reduce((sum, { turns }) => sum + turns.filter(({ role }) => role !== 'system').length, 0)
