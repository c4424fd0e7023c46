import { createHash } from 'node:crypto'
import { Scope } from '../../domain/rights.ts'
import { newId, type Running } from './baton.ts'
import type { Caller } from './caller.ts'

/** Another tenant on the same server, put beside the first one in the database, with a key that has every scope. */
export async function secondWorkspace(baton: Running): Promise<{ id: string; key: Caller }> {
  const { sql } = baton
  const [id, token] = [newId(), `bk_second_workspace_${newId()}`]
  await sql`insert into workspaces (id, name) values (${id}, 'Another one')`
  await sql`insert into heads (workspace_id) values (${id})`
  await sql`insert into api_keys (workspace_id, id, name, prefix, hash, scopes)
    values (${id}, ${newId()}, 'Theirs', 'bk_seco…', ${createHash('sha256').update(token).digest('base64url')}, ${sql.array([...Scope.options])})`
  return { id, key: baton.bearer(token) }
}
