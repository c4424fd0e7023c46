import postgres from 'postgres'
import { attentive, patience } from '../socket.ts'

/** Any number will do, as long as nothing else in the database `postgres` takes it. */
const oneBaton = 0x6261746f

/** The hold on a server; `lost` settles when its connection has gone, with or without our doing. */
export type Hold = { lost: Promise<void>; release(): Promise<void> }

/**
 * Takes the lock that says “this data is a Baton's”, on a connection of its own; a predecessor that was killed gives
 * it back within moments.
 * @param url of the database `postgres`
 * @returns undefined when another Baton kept it for `patience` milliseconds
 */
export async function hold(url: string, patience: number): Promise<Hold | undefined> {
  let gone = () => {}
  const lost = new Promise<void>((resolve) => (gone = resolve))
  const sql = postgres(url, { ...single, onclose: () => gone() })
  const release = () => sql.end({ timeout: 1 })
  try {
    for (const until = Date.now() + patience; ; await new Promise((resolve) => setTimeout(resolve, 100))) {
      const [row] = await sql<{ taken: boolean }[]>`select pg_try_advisory_lock(${oneBaton}) as taken`
      if (row?.taken) return { lost, release }
      if (Date.now() > until) break
    }
  } catch (error) {
    await release()
    throw error
  }
  await release()
  return undefined
}

/** Asks a server who it is. Throws what postgres.js throws while it cannot answer. */
export async function dataOf(url: string): Promise<string> {
  const sql = postgres(url, single)
  try {
    const [row] = await sql<{ data: string }[]>`select current_setting('data_directory') as data`
    return row?.data ?? ''
  } finally {
    await sql.end({ timeout: 1 })
  }
}

/** @param url of the database `postgres` */
export async function makeDatabase(url: string, name: string): Promise<void> {
  // It copies a template to the disk.
  const sql = postgres(url, { ...single, ...attentive(patience.building) })
  try {
    const [there] = await sql`select 1 from pg_database where datname = ${name}`
    if (!there) await sql`create database ${sql(name)}`
  } finally {
    await sql.end({ timeout: 1 })
  }
}

const single = {
  ...attentive(patience.serving),
  max: 1,
  max_lifetime: null,
  idle_timeout: 0,
  connect_timeout: 3,
  fetch_types: false,
  onnotice: () => {},
}
