import type { Person } from '../../domain/actor.ts'
import { between, pick } from './core/random.ts'
import { answersToPerson, farewells, givesUp, nudges } from './phrases.ts'
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
  const lines = [...scene.script.toPerson]
  const asked = new Set<RegExp>()
  let bows = 2
  return {
    done: () => lines.length === 0,
    async react(): Promise<void> {
      const written = act.unread.splice(0).join(' ')
      const fitting = answersToPerson.find(([about]) => !asked.has(about) && about.test(written))
      // Lines of a colleague were written for this customer's: only an unscripted person is answered freely.
      const free = fitting && !scene.script.person.some((line) => sameStart(act.fill(line), written))
      if (free) {
        asked.add(fitting[0])
        await act.say(act.fill(pick(stage.random, fitting[1])))
        return
      }
      const next = lines.shift()
      if (next) await act.say(act.fill(next, { operator: firstName(act.playing.seen.owner) }))
      else if (bows-- > 0) await act.say(pick(stage.random, farewells))
    },
  }
}

const firstName = (person: Person | null) => person?.name.split(' ')[0] ?? ''
const sameStart = (one: string, other: string) => other.startsWith(one.slice(0, 12)) || other.includes(one.slice(-24))

/** A colleague who may take this conversation after a while, write as scripted and close it, or give it back to the AI. */
function makeColleaguePart(act: Act) {
  const { stage, scene, playing } = act
  const { random, colleagues } = stage
  const lines = [...scene.script.person]
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
