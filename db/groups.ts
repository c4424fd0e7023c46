import type { Actor } from '../domain/actor.ts'
import type { AuditEvent } from '../domain/commands.ts'
import type { Group } from '../domain/group.ts'
import type { UserRole } from '../domain/rights.ts'
import type { Sql } from './connect.ts'

const list = (items: readonly string[]) => JSON.stringify(items)

/** The groups of a workspace by name, or the one by that id. Deleted services are not named. */
export const readGroups = async (sql: Sql, workspaceId: string, id: string | null): Promise<Group[]> =>
  sql`select g.id, g.name, g.description,
      to_char(g.created_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "createdAt",
      coalesce((select jsonb_agg(x.service_id order by x.service_id) from group_services x
        join services s on s.workspace_id = x.workspace_id and s.id = x.service_id and not s.deleted
        where x.workspace_id = g.workspace_id and x.group_id = g.id), '[]') as services,
      coalesce((select jsonb_agg(x.user_id order by x.user_id) from group_members x
        where x.workspace_id = g.workspace_id and x.group_id = g.id), '[]') as members
    from operator_groups g
    where g.workspace_id = ${workspaceId} ${id === null ? sql`` : sql`and g.id = ${id}`} order by lower(g.name), g.id`

/** A person of a workspace, with the services that their groups limit them to, deleted ones too; null: not limited. */
export interface Member {
  userId: string
  role: string
  services: string[] | null
}

/**
 * Everybody of a workspace, with what they see.
 * @param limited the roles that groups limit at all
 */
export const readTeam = async (sql: Sql, workspaceId: string, limited: readonly UserRole[]): Promise<Member[]> =>
  sql`select p.user_id as "userId", p.role, case when count(m.group_id) > 0
      then coalesce(jsonb_agg(distinct s.service_id order by s.service_id) filter (where s.service_id is not null), '[]') end as services
    from members p
    left join group_members m on m.workspace_id = p.workspace_id and m.user_id = p.user_id
      and p.role in (select jsonb_array_elements_text(${list(limited)}::text::jsonb))
    left join group_services s on s.workspace_id = m.workspace_id and s.group_id = m.group_id
    where p.workspace_id = ${workspaceId}
    group by p.user_id, p.role`

/** Changes of a workspace's groups come one after another: each sees what the one before has made of everybody's sight. */
export const lockGroups = async (sql: Sql, workspaceId: string): Promise<unknown> =>
  sql`select pg_advisory_xact_lock(hashtextextended(${`groups ${workspaceId}`}, 0))`

/** Makes the group, or gives it another name and description. */
export const writeGroup = async (
  sql: Sql,
  workspaceId: string,
  { id, name, description }: Pick<Group, 'id' | 'name' | 'description'>,
): Promise<unknown> =>
  sql`insert into operator_groups as g (workspace_id, id, name, description) values (${workspaceId}, ${id}, ${name}, ${description})
    on conflict (workspace_id, id) do update set name = excluded.name, description = excluded.description`

export const removeGroup = async (sql: Sql, workspaceId: string, id: string): Promise<unknown> =>
  sql`delete from operator_groups where workspace_id = ${workspaceId} and id = ${id}`

/** Sets the living services of a group; deleted ones stay. @returns whether all of them are services of this workspace */
export async function setServices(sql: Sql, workspaceId: string, groupId: string, ids: readonly string[]) {
  await sql`delete from group_services x using services s
    where x.workspace_id = ${workspaceId} and x.group_id = ${groupId} and s.workspace_id = x.workspace_id and s.id = x.service_id
      and not s.deleted and x.service_id not in (select jsonb_array_elements_text(${list(ids)}::text::jsonb)::uuid)`
  const found = await sql`with found as (
      select id from services where workspace_id = ${workspaceId} and not deleted
        and id in (select jsonb_array_elements_text(${list(ids)}::text::jsonb)::uuid)),
    made as (insert into group_services (workspace_id, group_id, service_id)
      select ${workspaceId}, ${groupId}, id from found on conflict do nothing)
    select id from found`
  return found.length === ids.length
}

/** Sets the members of a group. @returns whether all of them are people of this workspace with one of these roles */
export async function setMembers(
  sql: Sql,
  workspaceId: string,
  groupId: string,
  ids: readonly string[],
  roles: readonly UserRole[],
): Promise<boolean> {
  await sql`delete from group_members where workspace_id = ${workspaceId} and group_id = ${groupId}
    and user_id not in (select jsonb_array_elements_text(${list(ids)}::text::jsonb))`
  const found = await sql`with found as (
      select user_id from members where workspace_id = ${workspaceId}
        and role in (select jsonb_array_elements_text(${list(roles)}::text::jsonb))
        and user_id in (select jsonb_array_elements_text(${list(ids)}::text::jsonb)) for key share),
    made as (insert into group_members (workspace_id, group_id, user_id)
      select ${workspaceId}, ${groupId}, user_id from found on conflict do nothing)
    select user_id from found`
  return found.length === ids.length
}

/** A change that stands in the tables and not yet in the log. */
export interface Unrecorded {
  workspaceId: string
  commandId: string
  bodyHash: string
  actor: Actor
  event: AuditEvent
  answer: unknown
}

/**
 * As the last part of a `with`: the line is there if the change is. `made` names the part that has a row when it was made.
 * Without a line nothing is written: what is made at a first start has no author.
 */
export const noted = (sql: Sql, line: Unrecorded | null, made: string) =>
  line === null
    ? sql``
    : sql`, noted as (insert into unrecorded (workspace_id, command_id, body_hash, actor, event, answer)
        select x.* from jsonb_to_record(${JSON.stringify(line)}::text::jsonb)
          x("workspaceId" uuid, "commandId" uuid, "bodyHash" text, actor jsonb, event jsonb, answer jsonb), ${sql(made)})`

export const writeUnrecorded = async (sql: Sql, change: Unrecorded): Promise<unknown> =>
  sql`insert into unrecorded (workspace_id, command_id, body_hash, actor, event, answer)
    select * from jsonb_to_record(${JSON.stringify(change)}::text::jsonb)
      x("workspaceId" uuid, "commandId" uuid, "bodyHash" text, actor jsonb, event jsonb, answer jsonb)`

/** Those that wait, oldest first; or the one by that command's id. */
export const readUnrecorded = async (
  sql: Sql,
  only: Pick<Unrecorded, 'workspaceId' | 'commandId'> | null,
): Promise<Unrecorded[]> =>
  sql`select workspace_id as "workspaceId", command_id as "commandId", body_hash as "bodyHash", actor, event, answer
    from unrecorded ${only === null ? sql`` : sql`where workspace_id = ${only.workspaceId} and command_id = ${only.commandId}`}
    order by at, command_id`

export const removeUnrecorded = async (
  sql: Sql,
  { workspaceId, commandId }: Pick<Unrecorded, 'workspaceId' | 'commandId'>,
): Promise<unknown> => sql`delete from unrecorded where workspace_id = ${workspaceId} and command_id = ${commandId}`
