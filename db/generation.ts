import type { Sql } from './connect.ts'

const NAME = 'place'

/**
 * Settles which log this is: one that was restored from a copy, or that lost its last lines in a failover, is another
 * one, and gets the next generation, so that no cursor of the old one leads into it (L5). Seen by where the database
 * lives: cluster, database and timeline. A copy of the data folder looks the same; whoever puts it back says so.
 * @param restored whether somebody said so
 * @returns whether the generation grew
 */
export async function settleGeneration(sql: Sql, restored: boolean): Promise<boolean> {
  const place = await placeOf(sql)
  const [known] = await sql<{ value: string }[]>`select value from secrets where name = ${NAME}`
  const moved = restored || (known !== undefined && place !== null && known.value !== place)
  if (!moved && (known || place === null)) return false
  // One statement, so that a start that dies here is repeated whole, and of two nodes that start one does it.
  const [row] = await sql<{ grew: number }[]>`
    with settled as (
      insert into secrets as s (name, value) values (${NAME}, ${place ?? ''}) on conflict (name)
      do update set value = excluded.value where ${restored} or s.value <> excluded.value returning 1),
    grown as (
      update heads set generation = generation + 1 where ${moved} and exists (select from settled) returning 1)
    select count(*)::int as grew from grown`
  return (row?.grew ?? 0) > 0
}

/** Null where this user may not ask. */
async function placeOf(sql: Sql): Promise<string | null> {
  try {
    const [row] = await sql<{ place: string }[]>`
      select concat_ws('/', s.system_identifier, d.oid, c.timeline_id) as place
      from pg_control_system() s, pg_control_checkpoint() c, pg_database d where d.datname = current_database()`
    return row?.place ?? null
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === '42501') return null
    throw error
  }
}
