import { createHash, randomBytes } from 'node:crypto'
import type { Sql } from '../../db/connect.ts'
import { noted, type Unrecorded } from '../../db/groups.ts'
import { type Principal, Scope } from '../../domain/rights.ts'
import { createBeliefs } from './beliefs.ts'

export type KeyPrincipal = Extract<Principal, { kind: 'key' }>

export interface KeyRow {
  id: string
  name: string
  prefix: string
  scopes: Scope[]
  createdAt: string
  lastUsedAt: string | null
}

const hashOf = (key: string) => createHash('sha256').update(key).digest('base64url')
/** A key that nobody can guess. */
export const newKey = (): string => `bk_${randomBytes(32).toString('base64url')}`
/** How long a key is believed without asking the database again, in milliseconds: revoking one takes hold within a second. */
const BELIEF = 1_000

/**
 * Keys of programs. A table of our own and not better-auth's plugin: a key belongs to a workspace and carries Baton's
 * scopes, it is checked on every message from memory, and the plugin's limits and sessions would have to be switched off.
 */
export interface Keys {
  find(key: string): Promise<KeyPrincipal | null>
  create(
    workspaceId: string,
    at: { id: string; name: string; scopes: readonly Scope[]; key?: string },
    line?: Unrecorded,
  ): Promise<string>
  list(workspaceId: string): Promise<KeyRow[]>
  /** False when there is no such key. */
  revoke(workspaceId: string, id: string, line?: Unrecorded): Promise<boolean>
  /** Forgets what is believed. */
  forget(): void
  /** Of these ids, those that still hold. */
  living(ids: string[]): Promise<Set<string>>
  /** Writes when keys were last used; called from time to time. */
  noteUse(): Promise<void>
}

/** @param onChange told when a key was revoked here: other nodes believe it yet */
export function createKeys(sql: Sql, now: () => number, onChange: () => void): Keys {
  const believed = createBeliefs<KeyPrincipal>(now, BELIEF)
  const used = new Map<string, { workspaceId: string; id: string }>()

  async function lookUp(hash: string): Promise<KeyPrincipal | null> {
    const [row] = await sql<{ workspace_id: string; id: string; name: string; scopes: string[] }[]>`
      select workspace_id, id, name, to_jsonb(scopes) as scopes from api_keys where hash = ${hash} and revoked_at is null`
    return row
      ? {
          kind: 'key',
          workspaceId: row.workspace_id,
          id: row.id,
          name: row.name,
          scopes: new Set(Scope.array().parse(row.scopes)),
        }
      : null
  }

  return {
    async find(key) {
      const hash = hashOf(key)
      const principal = await believed.find(hash, () => lookUp(hash))
      if (principal) used.set(principal.id, { workspaceId: principal.workspaceId, id: principal.id })
      return principal
    },
    async create(workspaceId, { id, name, scopes, key = newKey() }, line) {
      await sql`with k as (insert into api_keys (workspace_id, id, name, prefix, hash, scopes)
        values (${workspaceId}, ${id}, ${name}, ${`${key.slice(0, 7)}…`}, ${hashOf(key)},
          array(select jsonb_array_elements_text(${JSON.stringify(scopes)}::text::jsonb))) returning id)
        ${noted(sql, line ?? null, 'k')} select id from k`
      return key
    },
    list: async (workspaceId) =>
      sql<
        KeyRow[]
      >`select id, name, prefix, to_jsonb(scopes) as scopes, created_at as "createdAt", last_used_at as "lastUsedAt" from api_keys
        where workspace_id = ${workspaceId} and revoked_at is null order by created_at`.then((rows) =>
        rows.map((row) => ({
          ...row,
          createdAt: iso(row.createdAt),
          lastUsedAt: row.lastUsedAt && iso(row.lastUsedAt),
        })),
      ),
    async revoke(workspaceId, id, line) {
      const rows =
        await sql`with k as (update api_keys set revoked_at = now() where workspace_id = ${workspaceId} and id = ${id} and revoked_at is null returning id)
          ${noted(sql, line ?? null, 'k')} select id from k`
      believed.forget()
      onChange()
      return rows.length > 0
    },
    forget: believed.forget,
    async living(ids) {
      const rows = await sql<{ id: string }[]>`select id from api_keys where revoked_at is null
        and id in (select jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb)::uuid)`
      return new Set(rows.map((row) => row.id))
    },
    async noteUse() {
      const seen = [...used.values()]
      used.clear()
      if (seen.length)
        await sql`update api_keys k set last_used_at = now() from jsonb_to_recordset(${JSON.stringify(seen)}::text::jsonb) u("workspaceId" uuid, id uuid) where k.workspace_id = u."workspaceId" and k.id = u.id`
    },
  }
}

const iso = (time: string | Date) => new Date(time).toISOString()
