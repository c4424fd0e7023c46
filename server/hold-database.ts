import postgres from 'postgres'
import { StartError } from './config.ts'

const LOCK = 4_207_002
const PATIENCE = 5_000

/**
 * One Baton per database while no bus joins several: a session's advisory lock, for which a killed predecessor is
 * waited five seconds. It is taken again when the connection was lost.
 * @throws StartError when another Baton holds it
 */
export async function holdDatabase(url: string, onTaken: () => void): Promise<{ release(): Promise<void> }> {
  let stopped = false
  const sql = postgres(url, {
    max: 1,
    connect_timeout: 3,
    max_lifetime: null,
    idle_timeout: 0,
    fetch_types: false, // a backend that is killed while it is asked for them ends the process
    connection: { application_name: 'baton-hold' },
    onnotice: () => {},
    onclose: () => {
      if (!stopped) setTimeout(() => void again(), 500)
    },
  })

  const lock = async (): Promise<boolean> =>
    (await sql<{ locked: boolean }[]>`select pg_try_advisory_lock(${LOCK}) as locked`)[0]?.locked ?? false

  async function again(): Promise<void> {
    if (stopped) return
    try {
      if (!(await lock()) && !stopped) onTaken()
    } catch {
      if (!stopped) setTimeout(() => void again(), 1_000)
    }
  }

  const until = Date.now() + PATIENCE
  while (!(await lock())) {
    if (Date.now() > until) {
      stopped = true
      await sql.end({ timeout: 1 })
      throw new StartError(
        'Another Baton uses this database. Stop it, or join them with a message bus; nothing was changed.',
      )
    }
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  return {
    async release() {
      stopped = true
      await sql.end({ timeout: 1 })
    },
  }
}
