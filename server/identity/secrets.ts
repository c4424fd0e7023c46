import { randomBytes } from 'node:crypto'
import type { Sql } from '../../db/connect.ts'

/** A secret by name, made at its first use and kept in the database; the same for every node. */
export async function secret(sql: Sql, name: string): Promise<string> {
  await sql`insert into secrets (name, value) values (${name}, ${randomBytes(32).toString('base64url')}) on conflict (name) do nothing`
  const [row] = await sql<{ value: string }[]>`select value from secrets where name = ${name}`
  if (!row) throw new Error(`no secret ${name}`)
  return row.value
}
