import type { Sql } from '../../db/connect.ts'
import { noted, type Unrecorded } from '../../db/groups.ts'
import { type Refusal, refuse } from '../../domain/refusal.ts'
import { UserRole } from '../../domain/rights.ts'
import { readSchedule, type Schedule, type StoredSchedule, storeSchedule } from '../../domain/schedule.ts'
import { systemClock } from '../clock.ts'
import type { Auth } from './auth.ts'

export interface PersonRow {
  id: string
  name: string
  email: string
  role: UserRole
  /** F5: in local time; null for somebody who has none. */
  schedule: Schedule | null
}

/** The people of a workspace. Without a password they sign in through the identity provider. `line` is what the log is to get: written in the statement of the change itself (L10). better-auth keeps accounts and passwords; who belongs where, and as what, is ours. */
export interface People {
  list(workspaceId: string): Promise<PersonRow[]>
  find(workspaceId: string, id: string): Promise<PersonRow | null>
  create(
    workspaceId: string,
    person: Omit<PersonRow, 'id'> & { password: string | null },
    line?: (made: PersonRow) => Unrecorded,
  ): Promise<PersonRow | Refusal>
  update(
    workspaceId: string,
    id: string,
    changes: {
      name?: string | undefined
      role?: UserRole | undefined
      password?: string | undefined
      schedule?: Schedule | null | undefined
    },
    line?: (changed: PersonRow) => Unrecorded,
  ): Promise<PersonRow | Refusal>
  /** Whether this is somebody's password. */
  hasPassword(id: string, password: string): Promise<boolean>
  /** Gives oneself another password; of one's sessions that one alone goes on. */
  changePassword(id: string, password: string, sessionId: string, line: Unrecorded): Promise<void>
  /** Takes somebody's second factor off, and ends their sessions. @returns whether they had one */
  resetTwoFactor(id: string, line: Unrecorded): Promise<boolean>
  remove(workspaceId: string, id: string, line?: Unrecorded): Promise<Refusal | null>
}

type Row = Omit<PersonRow, 'role' | 'schedule'> & { role: string; schedule: StoredSchedule | null }

export function createPeople(sql: Sql, auth: Auth): People {
  const rows = (workspaceId: string, id: string | null) => sql<Row[]>`
    select u.id, u.name, u.email, m.role, m.schedule from members m join users u on u.id = m.user_id
    where m.workspace_id = ${workspaceId} ${id === null ? sql`` : sql`and m.user_id = ${id}`} order by u.name, u.id`
  const typed = (row: Row): PersonRow => ({
    ...row,
    role: UserRole.parse(row.role),
    schedule: row.schedule && readSchedule(row.schedule),
  })
  const stored = (schedule: Schedule | null): string | null =>
    schedule && JSON.stringify(storeSchedule(schedule, systemClock.now()))

  async function find(workspaceId: string, id: string): Promise<PersonRow | null> {
    const [row] = await rows(workspaceId, id)
    return row ? typed(row) : null
  }

  // Locked in one order, so that two who remove one another wait for each other: one administrator stays.
  const admins = (workspaceId: string) =>
    sql`admins as materialized (select user_id from members where workspace_id = ${workspaceId} and role = 'admin' order by user_id for update)`

  return {
    list: async (workspaceId) => (await rows(workspaceId, null)).map(typed),
    find,
    async create(workspaceId, { name, email, role, password, schedule }, line) {
      const context = await auth.$context
      const address = email.toLowerCase()
      const hash = password === null ? null : await context.password.hash(password)
      const [id, accountId] = [systemClock.newId(), systemClock.newId()]
      const person: PersonRow = { id, name, email: address, role, schedule }
      // One statement: a user without an account or a place in the workspace could neither sign in nor be added again.
      const made = await sql`
        with u as (insert into users (id, name, email) values (${id}, ${name}, ${address}) on conflict (email) do nothing returning id),
             a as (insert into accounts (id, user_id, account_id, provider_id, password)
               select ${accountId}, id, id, 'credential', ${hash}::text from u where ${hash !== null}),
             m as (insert into members (workspace_id, user_id, role, schedule)
               select ${workspaceId}, id, ${role}, ${stored(schedule)}::text::jsonb from u returning user_id)
             ${noted(sql, line?.(person) ?? null, 'm')}
        select user_id from m`
      return made.length === 0 ? refuse('email_taken') : person
    },
    async update(workspaceId, id, { name, role, password, schedule }, line) {
      const person = await find(workspaceId, id)
      if (!person) return refuse('not_found')
      const changed = {
        ...person,
        ...(name && { name }),
        ...(role && { role }),
        ...(schedule !== undefined && { schedule }),
      }
      const context = await auth.$context
      const hash = password ? await context.password.hash(password) : null
      const done = await sql`
        with ${admins(workspaceId)},
             ok as (select m.user_id from members m where m.workspace_id = ${workspaceId} and m.user_id = ${id}
               and (${changed.role} = 'admin' or m.role <> 'admin' or exists (select from admins o where o.user_id <> m.user_id))),
             r as (update members m set role = ${changed.role},
                 schedule = case when ${schedule !== undefined} then ${stored(changed.schedule)}::text::jsonb else m.schedule end from ok
               where ${role !== undefined || schedule !== undefined} and m.workspace_id = ${workspaceId} and m.user_id = ok.user_id),
             n as (update users u set name = ${changed.name}, updated_at = now() from ok where ${name !== undefined} and u.id = ok.user_id),
             p as (update accounts a set password = ${hash}::text, updated_at = now() from ok
               where ${hash !== null} and a.user_id = ok.user_id and a.provider_id = 'credential'),
             s as (delete from sessions s using ok where ${hash !== null} and s.user_id = ok.user_id)
             ${noted(sql, line?.(changed) ?? null, 'ok')}
        select user_id from ok`
      if (done.length === 0) return (await find(workspaceId, id)) ? refuse('last_admin') : refuse('not_found')
      return changed
    },
    async hasPassword(id, password) {
      const [account] = await sql<{ password: string | null }[]>`
        select password from accounts where user_id = ${id} and provider_id = 'credential'`
      if (!account?.password) return false
      return (await auth.$context).password.verify({ hash: account.password, password })
    },
    async changePassword(id, password, sessionId, line) {
      const hash = await (await auth.$context).password.hash(password)
      await sql`
        with p as (update accounts set password = ${hash}, updated_at = now()
            where user_id = ${id} and provider_id = 'credential' returning user_id),
          s as (delete from sessions s using p where s.user_id = p.user_id and s.id <> ${sessionId})
          ${noted(sql, line, 'p')}
        select user_id from p`
    },
    async resetTwoFactor(id, line) {
      const gone = await sql`
        with u as (update users set two_factor_enabled = false, updated_at = now()
            where id = ${id} and two_factor_enabled returning id),
          f as (delete from two_factors f using u where f.user_id = u.id),
          s as (delete from sessions s using u where s.user_id = u.id)
          ${noted(sql, line, 'u')}
        select id from u`
      return gone.length > 0
    },
    async remove(workspaceId, id, line) {
      const person = await find(workspaceId, id)
      if (!person) return refuse('not_found')
      // One statement: of somebody removed half way the name, the address and the password would stay. Accounts and sessions
      // go with the user; who belongs to another workspace stays a user, and signs in anew.
      const gone = await sql`
        with ${admins(workspaceId)},
             gone as (delete from members m where workspace_id = ${workspaceId} and user_id = ${id}
               and (m.role <> 'admin' or exists (select from admins o where o.user_id <> m.user_id)) returning user_id),
             s as (delete from sessions s using gone where s.user_id = gone.user_id),
             u as (delete from users u using gone where u.id = gone.user_id
               and not exists (select from members m where m.user_id = u.id and m.workspace_id <> ${workspaceId}))
             ${noted(sql, line ?? null, 'gone')}
        select user_id from gone`
      if (gone.length > 0) return null
      return (await find(workspaceId, id)) ? refuse('last_admin') : refuse('not_found')
    },
  }
}
