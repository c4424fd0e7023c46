import type { Person } from '../../domain/actor.ts'
import { type Call, type Pause, pauseByClock, persistent, Unreachable } from './core/call.ts'
import { makeCustomer } from './core/people.ts'
import { between, newId, pick } from './core/random.ts'
import { clearLeftovers, ensureSampleServices, type ServiceIds } from './prepare.ts'
import { playScene, type Scene } from './scene.ts'
import { type Script, serviceOf } from './script.ts'
import { scripts } from './scripts/index.ts'

export interface SampleTraffic {
  /** An API call in the name of a program that may do everything; it is said again, with the same id, when it fails. */
  call: Call
  /** Services to play in; those that are not named are found by name among the sample services, else created. */
  serviceIds?: Partial<ServiceIds>
  random: () => number
  /** Every wait goes through here, so that a test need not wait. */
  pause?: Pause
  /** Aborted, the traffic ends as with `stop`. */
  signal: AbortSignal
  /** People of the team who take some of the conversations; without them all that need a person wait for one. */
  colleagues?: Person[]
  /** Told once if the traffic had to end by itself: a right is missing, or its services were deleted. */
  onEnd?: (why: string) => void
}

/** How many conversations are open at once, and how many of those are more than the AI can do. */
const OPEN = 14
const TROUBLED = { least: 3, most: 6 }
/** Conversations that somebody at a console holds come on top, up to this. */
const MOST = 60
const PATIENCE = 60_000

/**
 * A believable morning in a lamp shop, without an end: customers who ask, complain and want a person, an AI that answers
 * them, now and then a colleague. Whoever steps in at the console gets answers from the customer, and the AI is silent.
 * Conversations that an earlier run left behind are resolved first.
 */
export function startSampleTraffic(options: SampleTraffic): { stop(): Promise<void> } {
  const own = new AbortController()
  const signal = AbortSignal.any([options.signal, own.signal])
  const running = run({ ...options, signal }).catch((error: unknown) => {
    if (!signal.aborted) options.onEnd?.(error instanceof Error ? error.message : String(error))
  })
  return {
    async stop() {
      own.abort()
      await running
    },
  }
}

async function run(options: SampleTraffic): Promise<void> {
  const { random, colleagues = [], pause: rest = pauseByClock } = options
  const over = new AbortController()
  const signal = AbortSignal.any([options.signal, over.signal])
  // Whatever the injected wait does when it is cut short, here it just ends.
  const pause: Pause = (milliseconds) => rest(milliseconds, signal).catch(() => {})
  const call = persistent(options.call, { pause, random, patience: PATIENCE, signal })
  const services = await ensureSampleServices(call, options.serviceIds ?? {})
  await clearLeftovers(call, services, colleagues)

  const scenes = new Set<Scene>()
  const playing = new Set<Promise<void>>()
  const recent: string[] = []
  const places: string[] = []
  let gone: unknown = null
  while (!signal.aborted) {
    const open = [...scenes].filter(({ settled }) => !settled).length
    if (open < OPEN && scenes.size < MOST) {
      const script = choose(random, [...scenes], recent)
      const scene: Scene = { script, settled: false }
      scenes.add(scene)
      const customer = meet(random, places)
      const stage = { call, pause, random, signal, newId, colleagues }
      const play = playScene(stage, scene, { serviceId: services[serviceOf[script.agent]], customer })
        .catch((error: unknown) => {
          // A server that is away for a minute ends the scene; the next one may find it back.
          if (error instanceof Unreachable) return
          gone ??= error
          over.abort()
        })
        .finally(() => {
          scenes.delete(scene)
          playing.delete(play)
        })
      playing.add(play)
    }
    // Fast until the wall is full, then at the pace of a shop.
    await pause(between(random, 0.5, 1.5) * (open < OPEN / 2 ? 1_500 : 5_000))
  }
  await Promise.all(playing)
  if (gone) throw gone
}

/** Calm or troubled, so that a few need attention at any time; not what is on the wall, nor what was there just now. */
function choose(random: () => number, scenes: Scene[], recent: string[]): Script {
  const troubled = scenes.filter(({ script, settled }) => !settled && isTroubled(script)).length
  const wanted = troubled < TROUBLED.least || (troubled < TROUBLED.most && random() < 0.35)
  const fresh = scripts.filter(({ id }) => !recent.includes(id) && !scenes.some(({ script }) => script.id === id))
  const fitting = fresh.filter((script) => isTroubled(script) === wanted)
  const [first, ...others] = fitting.length ? fitting : fresh.length ? fresh : scripts
  const script = pick(random, [first as Script, ...others])
  recent.push(script.id)
  if (recent.length > 12) recent.shift()
  return script
}

/** A customer from elsewhere than the last ones, where chance allows. */
function meet(random: () => number, places: string[]) {
  let customer = makeCustomer(random, `sample-${newId()}`)
  for (let tries = 0; tries < 8 && places.includes(customer.location?.city ?? ''); tries += 1) {
    customer = makeCustomer(random, `sample-${newId()}`)
  }
  places.push(customer.location?.city ?? '')
  if (places.length > OPEN) places.shift()
  return customer
}

const isTroubled = ({ raises, beats }: Script) => raises.length > 0 || beats.some(({ kind }) => kind === 'handoff')
