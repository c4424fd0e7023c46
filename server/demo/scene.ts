import type { Person } from '../../domain/actor.ts'
import type { Customer } from '../../domain/conversation.ts'
import type { Call, Pause } from './core/call.ts'
import { type Outcome, openConversation, type Playing } from './core/player.ts'
import { between, pick } from './core/random.ts'
import { afterwards, noPerson } from './phrases.ts'
import { type Beat, type Script, serviceOf } from './script.ts'
import { tempo } from './tempo.ts'
import { watch } from './watch.ts'
import { waitWithPeople } from './with-people.ts'

/** A conversation on the stage. `settled` once it only waits for the person who holds it to close it. */
export interface Scene {
  readonly script: Script
  settled: boolean
}

export interface Stage {
  call: Call
  pause: Pause
  random: () => number
  signal: AbortSignal
  newId: () => string
  colleagues: Person[]
}

/** What is going on in one scene: everything that its parts share. */
export interface Act {
  readonly stage: Stage
  readonly scene: Scene
  readonly playing: Playing
  /** Fills the places of a text. */
  fill(text: string, more?: Record<string, string>): string
  /** Looks at the conversation: what operators have written since the last look. */
  look(): Promise<string[]>
  /** Waits, looking every two seconds; ends early when control changed or a person wrote. */
  wait(milliseconds: number): Promise<void>
  /** The customer types, then says it. */
  say(text: string): Promise<Outcome>
  /** What the script has left for after a person stepped in: the customer's lines, and a colleague's. */
  readonly left: { toPerson: string[]; person: string[] }
  /** What operators wrote and the customer has not answered yet. */
  readonly unread: string[]
}

/** Plays one conversation to its end, or until `signal`. Whoever has control decides how it goes on. */
export async function playScene(
  stage: Stage,
  scene: Scene,
  opening: { serviceId: string; customer: Customer & { name: string } },
): Promise<void> {
  const { script } = scene
  const playing = await openConversation(stage, { ...opening, agent: script.agent, channel: 'web' })
  if (!playing) throw new Error('Sample traffic ended: its services were removed.')
  const act = watch(stage, scene, playing, opening.customer)
  const beats = [...script.beats]
  let returned = false
  while (!stage.signal.aborted && playing.seen.status !== 'resolved') {
    if (playing.seen.status === 'paused' && playing.seen.messageCount > 0) {
      if (!(await waitWithPeople(act))) return
      returned = true
    } else if (await playWithAi(act, beats, returned)) return
  }
}

/** @returns true when the conversation has come to its end */
async function playWithAi(act: Act, beats: Beat[], returned: boolean): Promise<boolean> {
  const { stage, playing } = act
  if (returned) continueAfterPeople(act, beats)
  const before = playing.seen.status
  while (!stage.signal.aborted) {
    const beat = beats.shift()
    if (!beat) break
    await playBeat(act, beat)
    if (playing.seen.status !== before || playing.seen.status === 'paused') return false
  }
  await act.wait(between(stage.random, 15_000, 45_000))
  if (stage.signal.aborted) return true
  if (playing.seen.status !== 'ai_active') return false
  await playing.act('resolve')
  return true
}

/** The AI speaks at the customer's next message: what it had begun is dropped, and the customer asks something. */
function continueAfterPeople({ scene: { script }, stage: { random } }: Act, beats: Beat[]): void {
  beats.length = 0
  const [first, ...others] = afterwards[serviceOf[script.agent]]
  const [question, answer] = pick(random, [first ?? ['', ''], ...others])
  beats.push({ kind: 'silence', seconds: 12 }, { kind: 'customer', text: question }, { kind: 'ai', text: answer })
}

async function playBeat(act: Act, beat: Beat): Promise<void> {
  const { playing, stage } = act
  switch (beat.kind) {
    case 'customer':
      await act.say(act.fill(beat.text))
      return
    case 'ai':
      return answer(act, act.fill(beat.text))
    case 'rating':
      await act.wait(between(stage.random, 2_000, 6_000))
      if (playing.seen.status !== 'resolved') await playing.rate(beat.rating)
      return
    case 'silence':
      return act.wait(beat.seconds * 1_000)
    case 'handoff': {
      await act.wait(tempo.thinks(stage.random))
      if (playing.seen.status !== 'ai_active') return
      const { kind: _, text, summary, ...handoff } = beat
      const moved = await playing.handOff({ ...handoff, text, summary: act.fill(summary) })
      await act.look()
      if (!moved && playing.seen.status === 'ai_active') await answer(act, noPerson)
      return
    }
    default:
      return beat satisfies never
  }
}

/**
 * The AI's answer, growing before the operators' eyes (B13). It does not look up while it writes: when a person takes
 * over in the middle, the text arrives too late and becomes that person's draft (B1).
 */
async function answer(act: Act, text: string): Promise<void> {
  const { playing, stage } = act
  await act.wait(tempo.thinks(stage.random))
  if (playing.seen.status !== 'ai_active' || stage.signal.aborted) return
  const writes = (soFar: string) =>
    stage.call('POST', `/conversations/${playing.seen.id}/typing`, { role: 'ai', text: soFar })
  for (
    let length = 0;
    length < text.length && !stage.signal.aborted;
    length += Math.ceil(between(stage.random, 12, 40))
  ) {
    if (length > 0) await writes(text.slice(0, length))
    await stage.pause(tempo.piece)
  }
  if (stage.signal.aborted) return
  await playing.ai(text)
  await writes('')
  await act.look()
}
