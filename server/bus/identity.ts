import { createHash } from 'node:crypto'
import type { Sql } from '../../db/connect.ts'
import { secret } from '../identity/secrets.ts'

/**
 * What tells this database from every other on the same NATS: a secret of its own, with the server and the database that
 * hold it, since a copy of a database has the same secret. Nobody who cannot read the database can name it.
 */
export async function identityOf(sql: Sql): Promise<string> {
  const own = await secret(sql, 'bus')
  const [row] = await sql<
    { oid: string }[]
  >`select oid::text as oid from pg_database where datname = current_database()`
  // Some hosts do not let everybody ask for it.
  const system = await sql<{ id: string }[]>`select system_identifier::text as id from pg_control_system()`.catch(
    () => [],
  )
  const parts = [own, row?.oid ?? '', system[0]?.id ?? '']
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 22)
}
