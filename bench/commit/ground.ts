import postgres from 'postgres'
import { migrate } from '../../db/migrate.ts'
import type { Ground } from './pgbench.ts'

/**
 * A database beside the gate's on the same PostgreSQL: the product's own tables and indexes, one workspace, as many
 * conversations, a sequence for those who keep no counter.
 */
export async function prepareGround(server: string, conversations: number): Promise<Ground> {
  const admin = postgres(server, { max: 1, onnotice: () => {} })
  await admin.unsafe('create database bench_reference')
  await admin.end()
  const at = new URL(server)
  at.pathname = '/bench_reference'
  const url = at.href
  await migrate(url)
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  const [workspace] = await sql<{ id: string }[]>`
    with w as (insert into workspaces (id, name) values (gen_random_uuid(), 'Bench') returning id),
      h as (insert into heads (workspace_id) select id from w)
    select id from w`
  const workspaceId = workspace?.id ?? ''
  await sql`with s as (insert into services (workspace_id, id, version, state) values (${workspaceId}, gen_random_uuid(), 1, '{}') returning id)
    insert into conversations (workspace_id, id, service_id, version, open, open_flags, started_at, search, state)
    select ${workspaceId}, gen_random_uuid(), s.id, 1, true, '{}', now(), '', '{}' from s, generate_series(1, ${conversations})`
  await sql`create table bench_conversations as
    select row_number() over (order by id) as n, id as conversation from conversations`
  await sql`create unique index on bench_conversations (n)`
  await sql`create sequence bench_seq start with 1000000000`
  await sql`vacuum analyze`
  await sql.end()
  return { url, workspaceId }
}
