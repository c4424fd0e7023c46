import type { Call, Pause } from '../server/demo/core/call.ts'
import { makeCustomer } from '../server/demo/core/people.ts'
import { openConversation, type Playing, type Report } from '../server/demo/core/player.ts'
import { between, newId, seeded } from '../server/demo/core/random.ts'
import { agentFor } from './cast.ts'
import type { Recording } from './recording.ts'

export interface Run {
  recordings: Recording[]
  call: Call
  pause: Pause
  /** The service of each source. */
  services: Map<string, string>
  /** For what people said in the recordings; null where nobody did. */
  operatorId: string | null
  speed: number
  concurrency: number
  loop: boolean
  /** Aborted by Ctrl-C: nothing new is opened, what is open ends. */
  signal: AbortSignal
  report: (report: Report) => void
  /** After each conversation; `opened` is false where even that was refused. */
  onEnd: (opened: boolean) => Promise<void>
}

/** Between turns whose time was not recorded, and after the last one before the conversation is resolved. */
const GAP = 4_000
/** So long does a customer wait for a person, when the recording ends with a handoff. */
const WAIT = 90_000

/** Plays all recordings, `concurrency` at a time; each starts a little after the one before. */
export async function runAll(run: Run): Promise<void> {
  const queue = endless(run.recordings, run.loop)
  const seats = run.loop ? run.concurrency : Math.min(run.concurrency, run.recordings.length)
  const stagger = Math.min(typicalLength(run.recordings) / run.speed, 20_000) / seats
  const seat = async (_: unknown, place: number) => {
    await run.pause(place * stagger, run.signal)
    for (const [recording, round] of queue) {
      if (run.signal.aborted) return
      await run.onEnd(await playRecording(run, recording, round))
    }
  }
  await Promise.all(Array.from({ length: seats }, seat))
}

function* endless(recordings: Recording[], loop: boolean): Generator<[Recording, number]> {
  for (let round = 0; round === 0 || loop; round += 1) for (const recording of recordings) yield [recording, round]
}

const lengthOf = ({ turns }: Recording) => (turns.at(-1)?.t ?? (turns.length * GAP) / 1_000) * 1_000
const typicalLength = (recordings: Recording[]) =>
  recordings.reduce((sum, recording) => sum + lengthOf(recording), 0) / recordings.length

async function playRecording(run: Run, recording: Recording, round: number): Promise<boolean> {
  const random = seeded(hash(`${recording.id} ${round}`))
  const serviceId = run.services.get(recording.source)
  if (!serviceId) return false
  const customer = makeCustomer(random, `replay-${recording.id}`.slice(0, 200))
  const playing = await openConversation(
    { call: run.call, newId, report: run.report },
    { serviceId, customer, agent: agentFor(recording) },
  )
  if (!playing) return false
  let before = 0
  for (const [at, turn] of recording.turns.entries()) {
    const gap =
      turn.t === undefined ? (at === 0 ? 0 : between(random, 0.6, 1.4) * GAP) : Math.max(0, turn.t * 1_000 - before)
    before = (turn.t ?? 0) * 1_000
    await run.pause(gap / run.speed, run.signal)
    if (run.signal.aborted) break
    await playTurn(run, playing, recording, turn)
  }
  const waits = playing.seen.status === 'paused' && playing.seen.owner === null
  await run.pause((waits ? WAIT : GAP) / run.speed, run.signal)
  if (!heldByAnother(run, playing)) await playing.act('resolve', playing.seen.owner?.id)
  return true
}

function playTurn(
  run: Run,
  playing: Playing,
  recording: Recording,
  { role, text }: Recording['turns'][number],
): Promise<unknown> {
  switch (role) {
    case 'customer':
      return playing.customer(text)
    case 'ai':
      return playing.ai(text)
    case 'agent':
      return playing.operator(text, run.operatorId ?? '')
    case 'system':
      return handOff(playing, recording.handoff_summary)
    default:
      return role satisfies never
  }
}

/** On request where the server heard one in what the customer wrote, else of the AI's own accord. */
function handOff(playing: Playing, summary: string | null | undefined): Promise<boolean> {
  const raised = (kind: string) => playing.seen.flags.some((flag) => flag.kind === kind)
  return playing.handOff({
    trigger: raised('help_requested') ? 'customer_request' : 'automatic',
    ...(summary && { summary }),
    sentiment: raised('negative_feedback') ? 'angry' : 'neutral',
  })
}

/** Somebody at a console took it over: it is theirs to end. */
const heldByAnother = (run: Run, { seen }: Playing) => seen.owner !== null && seen.owner.id !== run.operatorId

function hash(text: string): number {
  let value = 2_166_136_261
  for (const letter of text) value = Math.imul(value ^ (letter.codePointAt(0) ?? 0), 16_777_619)
  return value >>> 0
}
