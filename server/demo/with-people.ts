import type { Person } from '../../domain/actor.ts'
import { between, pick } from './core/random.ts'
import { answersToPerson, farewells, givesUp, goodbye, nudges } from './phrases.ts'
import type { Act } from './scene.ts'
import { tempo } from './tempo.ts'

const STEP = 2_000
/** A scene that nobody closes ends by itself after this. */
const FORGOTTEN = 3_600_000

/**
 * People have control: the AI is silent. The customer waits, asks where they are, answers what they write, and says
 * goodbye.
 * @returns true when the AI has control again, false when this conversation is over
 */
export async function waitWithPeople(act: Act): Promise<boolean> {
  const { stage, scene, playing } = act
  const { random, signal, pause } = stage
  const customer = makeCustomerPart(act)
  const colleague = makeColleaguePart(act)
  const nudgeAfter = between(random, 60_000, 110_000)
  const leaveAfter = between(random, 220_000, 420_000)
  let waited = 0
  let nudged = false
  for (let spent = 0; spent < FORGOTTEN && !signal.aborted; spent += STEP) {
    await pause(STEP)
    if (signal.aborted) return false
    await act.look()
    const { status } = playing.seen
    if (status !== 'paused') {
      scene.settled = false
      return status === 'ai_active'
    }
    if (act.unread.length) {
      waited = 0
      await customer.react()
      continue
    }
    if (await colleague.step(waited, customer.done())) continue
    waited += STEP
    scene.settled = customer.done() && playing.seen.owner !== null
    if (customer.done()) continue
    if (!nudged && waited > nudgeAfter) {
      nudged = true
      await act.say(pick(random, nudges))
    }
    if (waited > leaveAfter && playing.seen.owner === null) {
      await leave(act)
      return act.playing.seen.status === 'ai_active'
    }
  }
  return false
}

async function leave(act: Act): Promise<void> {
  await act.say(pick(act.stage.random, givesUp))
  if (act.playing.seen.status === 'paused' && act.playing.seen.owner === null) await act.playing.act('resolve')
}

/** The customer, towards a person: answers a plain question, else says the next line of the script. */
function makeCustomerPart(act: Act) {
  const { stage, scene } = act
  const lines = act.left.toPerson
  const asked = new Set<RegExp>()
  let bows = 2
  return {
    done: () => lines.length === 0,
    async react(): Promise<void> {
      const written = act.unread.splice(0).join(' ')
      // A colleague's lines were written for this customer's: only whoever speaks freely is answered freely.
      const scripted = scene.script.person.some((line) => written.includes(act.fill(line).slice(-24)))
      const fitting = answersToPerson.find(([about]) => !scripted && !asked.has(about) && about.test(written))
      if (fitting) {
        asked.add(fitting[0])
        await act.say(act.fill(pick(stage.random, fitting[1])))
        return
      }
      if (!scripted && goodbye.test(written)) lines.splice(0, lines.length - 1)
      const next = lines.shift()
      if (next) await act.say(act.fill(next, { operator: firstName(act.playing.seen.owner) }))
      else if (bows-- > 0) await act.say(pick(stage.random, farewells))
    },
  }
}

const firstName = (person: Person | null) => person?.name.split(' ')[0] ?? ''

/** A colleague who may take this conversation after a while, write as scripted and close it, or give it back to the AI. */
function makeColleaguePart(act: Act) {
  const { stage, scene, playing } = act
  const { random, colleagues } = stage
  const lines = act.left.person
  const [first, ...others] = colleagues
  const person = first && random() < 0.6 ? pick(random, [first, ...others]) : null
  const comesAfter = between(random, 25_000, 150_000)
  const holds = () => person !== null && playing.seen.owner?.id === person.id
  let rests = 0
  return {
    /** @returns true when something was done */
    async step(waited: number, customerDone: boolean): Promise<boolean> {
      if (!person) return false
      if (playing.seen.owner === null && waited > comesAfter && lines.length) return playing.act('takeover', person.id)
      if (!holds()) return false
      const { lastMessage } = playing.seen
      const line = lines[0]
      if (line && (lastMessage?.role !== 'operator' || lines.length === scene.script.person.length)) {
        await stage.pause(tempo.colleague(random, line))
        await act.look()
        if (!holds() || stage.signal.aborted) return true
        lines.shift()
        await playing.operator(act.fill(line, { operator: firstName(person) }), person.id)
        return true
      }
      rests += STEP
      if (customerDone && rests > 20_000) return playing.act(random() < 0.75 ? 'resolve' : 'resume', person.id)
      return false
    },
  }
}
