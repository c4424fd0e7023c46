import { type Accessor, createComputed, createMemo, createSignal, on } from 'solid-js'
import type { Clock } from './clock.ts'
import type { Connection } from './connection.ts'

/** B2. What is shown is true now, or it is grey: how old it is, and whether it can be known. */
export interface Freshness {
  /** Milliseconds since the server was last heard, or null before its first word. Moves twice a second. */
  age: Accessor<number | null>
  /** When it was last heard, milliseconds since 1970. */
  from: Accessor<number | null>
  /** Why what is shown may not be true any more, or null while it is. */
  doubt: Accessor<Doubt | null>
  /** False while there is a doubt: colours leave, nothing pulses. */
  known: Accessor<boolean>
  /** A heartbeat: the head of the log, and what this screen holds of it. */
  heard: (head: number, held: number, database: 'up' | 'down') => void
  /** Looks again now: on waking, before anything else is believed. */
  look: () => void
  stop: () => void
}

export type Doubt = { because: 'silence' } | { because: 'database' } | { because: 'behind'; held: number; head: number }

/** Three heartbeats. Beyond that a screen that still glows would be guessing. */
export const LIMIT = 10_000

export function createFreshness(connection: Pick<Connection, 'heardAt' | 'link'>, clock: Clock): Freshness {
  const [seen, setSeen] = createSignal<{ age: number | null; from: number | null }>({ age: null, from: null })
  const [state, database] = createSignal<'up' | 'down'>('up')
  const [behind, setBehind] = createSignal<{ since: number; held: number; head: number } | null>(null)
  let stop = () => {}
  const look = () => {
    stop()
    const from = connection.heardAt()
    setSeen({ from, age: from === null ? null : Math.max(0, clock.now() - from) })
    stop = clock.after(500, look)
  }
  // At once when the connection moves: a picture that has just come is not grey for half a second.
  createComputed(on(connection.link, look))
  const doubt = createMemo((): Doubt | null => {
    const { age } = seen()
    if (age === null || age > LIMIT) return { because: 'silence' }
    if (state() === 'down') return { because: 'database' }
    const gap = behind()
    return gap && clock.now() - gap.since > LIMIT ? { because: 'behind', held: gap.held, head: gap.head } : null
  })
  return {
    age: () => seen().age,
    from: () => seen().from,
    doubt,
    known: createMemo(() => doubt() === null),
    heard: (head, held, is) => {
      database(is)
      setBehind((gap) => (held >= head ? null : { since: gap?.since ?? clock.now(), held, head }))
    },
    look,
    stop: () => stop(),
  }
}
