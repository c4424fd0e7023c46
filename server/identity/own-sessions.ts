import type { Sql } from '../../db/connect.ts'
import { noted, type Unrecorded } from '../../db/groups.ts'
import { networkOf } from '../address.ts'

/** A browser in which somebody is signed in. Its token never leaves the database and the browser itself. */
export interface OwnSession {
  id: string
  /** As the browser calls itself: the words of a stranger. */
  userAgent: string | null
  /** The network that it signed in from. */
  network: string | null
  since: string
  lastUsed: string
}

/** The sessions of people: which there are, when they were used, and their end. `line` is what the log is to get (L10). */
export interface OwnSessions {
  /** Those that hold, the latest used first. */
  list(userId: string): Promise<OwnSession[]>
  /** Ends one of them. @returns whether it was theirs, and there */
  end(userId: string, id: string, line: Unrecorded): Promise<boolean>
  /** Ends all but that one; without it, all. The line is written in any case. */
  endOthers(userId: string, but: string | null, line: Unrecorded): Promise<void>
  /** A session was used. */
  used(id: string): void
  /** Writes when sessions were last used; called from time to time. */
  noteUse(): Promise<void>
}

interface Row {
  id: string
  userAgent: string | null
  address: string | null
  since: string
  lastUsed: string
}

export function createOwnSessions(sql: Sql): OwnSessions {
  const used = new Set<string>()

  async function noteUse(): Promise<void> {
    const seen = [...used]
    used.clear()
    if (seen.length > 0)
      await sql`update sessions set last_used_at = now() where id in (select jsonb_array_elements_text(${JSON.stringify(seen)}::text::jsonb))`
  }

  return {
    async list(userId) {
      // What was used within the last seconds stands in memory yet.
      await noteUse()
      const rows = await sql<Row[]>`
        select id, user_agent as "userAgent", ip_address as address, ${said(sql, 'created_at')} as since,
          ${said(sql, 'last_used_at')} as "lastUsed"
        from sessions where user_id = ${userId} and expires_at > now() order by last_used_at desc, id`
      return rows.map(({ address, ...row }) => ({ ...row, network: address ? networkOf(address) : null }))
    },
    async end(userId, id, line) {
      const gone = await sql`with gone as (delete from sessions where user_id = ${userId} and id = ${id} returning id)
        ${noted(sql, line, 'gone')} select id from gone`
      return gone.length > 0
    },
    async endOthers(userId, but, line) {
      await sql`with gone as (delete from sessions where user_id = ${userId} and id is distinct from ${but}),
        done as (select 1 as one) ${noted(sql, line, 'done')} select from done`
    },
    used: (id) => void used.add(id),
    noteUse,
  }
}

const said = (sql: Sql, column: string) =>
  sql`to_char(${sql(column)} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
