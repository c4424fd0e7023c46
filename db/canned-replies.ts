import type { CannedReply } from '../domain/canned-reply.ts'
import type { Sql } from './connect.ts'

/** Those of a workspace by shortcut, or the one by that id. What belonged to a deleted service is not shown. */
export const readCannedReplies = async (sql: Sql, workspaceId: string, id: string | null): Promise<CannedReply[]> =>
  sql`select r.id, r.shortcut, r.text, r.service_id as "serviceId", r.version from canned_replies r
    left join services s on s.workspace_id = r.workspace_id and s.id = r.service_id
    where r.workspace_id = ${workspaceId} and s.deleted is not true ${id === null ? sql`` : sql`and r.id = ${id}`}
    order by r.shortcut, r.service_id nulls first`

/** Changes of a workspace's come one after another, so that each sees the shortcuts that the one before has taken. */
export const lockCannedReplies = async (sql: Sql, workspaceId: string): Promise<unknown> =>
  sql`select pg_advisory_xact_lock(hashtextextended(${`canned replies ${workspaceId}`}, 0))`

/** Whether it is a living service of the workspace. */
export const isService = async (sql: Sql, workspaceId: string, id: string): Promise<boolean> =>
  (await sql`select 1 from services where workspace_id = ${workspaceId} and id = ${id} and not deleted`).length > 0

export const writeCannedReply = async (
  sql: Sql,
  workspaceId: string,
  { id, shortcut, text, serviceId, version }: CannedReply,
): Promise<unknown> =>
  sql`insert into canned_replies (workspace_id, id, shortcut, text, service_id, version)
    values (${workspaceId}, ${id}, ${shortcut}, ${text}, ${serviceId}, ${version})
    on conflict (workspace_id, id) do update set shortcut = excluded.shortcut, text = excluded.text,
      service_id = excluded.service_id, version = excluded.version`

export const removeCannedReply = async (sql: Sql, workspaceId: string, id: string): Promise<unknown> =>
  sql`delete from canned_replies where workspace_id = ${workspaceId} and id = ${id}`
