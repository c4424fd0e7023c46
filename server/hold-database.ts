import { setTimeout as sleep } from 'node:timers/promises'
import postgres from 'postgres'
import { attentive, patience } from '../db/socket.ts'
import { StartError } from './config.ts'

const LOCK = 4_207_002
/** Held while what a database has once is made. */
const MAKING = 4_207_003
const PATIENCE = 5_000
/** How long another one may take to make what there is once; it takes moments, unless it stands still. */
const MAKING_PATIENCE = 60_000
/** How often a lock that another one has is tried again. */
const TRY_EVERY = 200

/** In seconds, as in db/connect.ts: at most one, and never all at once. */
const backoff = (attempt: number) => Math.min(1, 0.05 * 2 ** attempt) * Math.random()

/** The database is held. */
export interface Held {
  /** Runs `work` while no other node runs its own: what is made once for a database is made by one. */
  alone<T>(work: () => Promise<T>): Promise<T>
  release(): Promise<void>
}

/**
 * A session's advisory lock: exclusive for a node without a bus, which has the database to itself, and shared by nodes
 * that a bus joins, so that one with and one without refuse each other. A killed predecessor is waited for five seconds.
 * The lock is taken again when the connection was lost.
 * @throws StartError when another Baton holds it
 */
export async function holdDatabase(url: string, { shared }: { shared: boolean }, onTaken: () => void): Promise<Held> {
  let stopped = false
  let held = false
  // One look at a time, and one planned: a connection that cannot be had says so twice, as a close and as an error.
  let planned: NodeJS.Timeout | undefined
  let looking = false
  let lost = false
  let attempt = 0
  const sql = postgres(url, {
    ...attentive(patience.serving),
    max: 1,
    connect_timeout: 3,
    max_lifetime: null,
    idle_timeout: 0,
    backoff,
    fetch_types: false, // a backend that is killed while it is asked for them ends the process
    connection: { application_name: 'baton-hold' },
    onnotice: () => {},
    onclose: () => {
      if (held) plan()
    },
  })

  const lock = async (): Promise<boolean> =>
    (shared
      ? await sql<{ locked: boolean }[]>`select pg_try_advisory_lock_shared(${LOCK}) as locked`
      : await sql<{ locked: boolean }[]>`select pg_try_advisory_lock(${LOCK}) as locked`)[0]?.locked ?? false

  const making = async (): Promise<boolean> =>
    (await sql<{ locked: boolean }[]>`select pg_try_advisory_lock(${MAKING}) as locked`)[0]?.locked ?? false

  function plan(): void {
    if (looking) lost = true
    if (stopped || looking || planned) return
    planned = setTimeout(() => void again(), backoff(attempt++) * 1_000)
  }

  async function again(): Promise<void> {
    planned = undefined
    looking = true
    lost = false
    try {
      if (!(await lock()) && !stopped) onTaken()
      if (!lost) attempt = 0
    } catch {
      lost = true
    }
    looking = false
    if (lost) plan()
  }

  async function end(): Promise<void> {
    stopped = true
    clearTimeout(planned)
    await sql.end({ timeout: 1 })
  }

  const first = async (): Promise<boolean> => {
    try {
      held = await lock()
      return held
    } catch (error) {
      await end()
      throw error
    }
  }

  const until = Date.now() + PATIENCE
  while (!(await first())) {
    if (Date.now() > until) {
      await end()
      throw new StartError(
        shared
          ? 'Another Baton without NATS_URL has this database to itself. Stop it, or give it the same NATS_URL; nothing was changed.'
          : 'Another Baton uses this database. Stop it, or join them with a message bus: the same NATS_URL for each; nothing was changed.',
      )
    }
    await sleep(TRY_EVERY)
  }
  return {
    async alone(work) {
      // Held by this session: a node that is killed meanwhile holds it no more. Tried again and again, as the other lock is:
      // a question that waits in the database says nothing, as one does that the network has lost.
      const late = performance.now() + MAKING_PATIENCE
      while (!(await making())) {
        if (performance.now() > late)
          throw new StartError(
            'Another Baton prepares this database and has not finished within a minute. Stop it or wait for it; nothing was changed.',
          )
        await sleep(TRY_EVERY)
      }
      try {
        return await work()
      } finally {
        await sql`select pg_advisory_unlock(${MAKING})`
      }
    },
    release: end,
  }
}
