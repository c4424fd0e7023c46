import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Sql } from '../../db/connect.ts'
import { isRefusal } from '../../domain/refusal.ts'
import { Scope } from '../../domain/rights.ts'
import type { Clock } from '../clock.ts'
import type { Config } from '../config.ts'
import { StartError } from '../config.ts'
import type { Keys } from './keys.ts'
import type { People } from './people.ts'

/** The first workspace, and what an empty database gets besides: a bootstrap key, an administrator or a link to make one. */
export interface Setup {
  workspaceId: string
  /** The one-time token of the set-up link, or null once there is an administrator. */
  token: string | null
}

const hashOf = (text: string) => createHash('sha256').update(text).digest()

export async function prepare({
  sql,
  clock,
  config,
  keys,
  people,
  linkSecret,
}: {
  sql: Sql
  clock: Clock
  config: Config
  keys: Keys
  people: People
  /** Among several nodes, what the link is made of: each of them prints the same one. */
  linkSecret: string | null
}): Promise<Setup> {
  const { workspaceId, made } = await firstWorkspace(sql, clock)
  if (made && config.bootstrapKey) {
    await keys.create(workspaceId, {
      id: clock.newId(),
      name: 'Bootstrap key',
      scopes: Scope.options,
      key: config.bootstrapKey,
    })
  }
  if ((await people.list(workspaceId)).length > 0) return { workspaceId, token: null }
  if (config.admin) {
    const [name = 'Administrator'] = config.admin.email.split('@')
    const admin = await people.create(workspaceId, {
      name,
      email: config.admin.email,
      password: config.admin.password,
      role: 'admin',
      schedule: null,
    })
    if (isRefusal(admin)) throw new StartError(`BATON_ADMIN_EMAIL cannot be used: ${admin.detail}`)
    return { workspaceId, token: null }
  }
  return { workspaceId, token: await linkToken(sql, workspaceId, linkSecret) }
}

async function firstWorkspace(sql: Sql, clock: Clock): Promise<{ workspaceId: string; made: boolean }> {
  const id = clock.newId()
  const rows = await sql<{ id: string }[]>`
    with w as (insert into workspaces (id, name) select ${id}, 'My workspace' where not exists (select from workspaces) returning id),
         h as (insert into heads (workspace_id) select id from w)
    select id from w`
  if (rows[0]) return { workspaceId: rows[0].id, made: true }
  const [known] = await sql<{ id: string }[]>`select id from workspaces order by created_at, id limit 1`
  if (!known) throw new Error('no workspace')
  return { workspaceId: known.id, made: false }
}

/** A new link at each start, and the one before is void; of several nodes the same at each. Only its hash is kept. */
async function linkToken(sql: Sql, workspaceId: string, linkSecret: string | null): Promise<string> {
  const token = linkSecret
    ? createHmac('sha256', linkSecret).update(`set-up ${workspaceId}`).digest('base64url')
    : randomBytes(24).toString('base64url')
  await sql`insert into secrets (name, value) values ('setup', ${hashOf(token).toString('base64url')})
    on conflict (name) do update set value = excluded.value, created_at = now()`
  return token
}

/**
 * Makes something with the token: it is used up when that is there, and by one of many who come at once.
 * @returns null for a wrong token, or one that was used
 */
export async function useSetupToken<T>(sql: Sql, token: string, make: (sql: Sql) => Promise<T>): Promise<T | null> {
  const made = await sql.begin(async (tx) => {
    const [row] = await tx<{ value: string }[]>`select value from secrets where name = 'setup' for update`
    if (!row || !timingSafeEqual(Buffer.from(row.value, 'base64url'), hashOf(token))) return null
    // A transaction's own connection: what is asked of it here, it can do.
    const value = await make(tx as unknown as Sql)
    if (!isRefusal(value)) await tx`delete from secrets where name = 'setup'`
    return { value }
  })
  return made ? (made.value as T) : null
}
