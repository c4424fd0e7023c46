import postgres from 'postgres'
import type { Event } from '../../../domain/events.ts'

/** A line of the log with the command that caused it and its number among the public ones of its conversation. */
export type Line = Event & { commandId: string; publicSeq: number | null }

/** The database as the checkers see it: read past the server, with statements of our own. */
export interface Witness {
  /** The log of the first workspace, or of another one, from 1 to its end. */
  log(workspaceId?: string): Promise<Line[]>
  head(workspaceId?: string): Promise<number>
  workspaceId(): Promise<string>
  /** People who can only be named by a key: without a password, in one statement. */
  addOperators(count: number): Promise<{ id: string; name: string }[]>
  sql: postgres.Sql
  end(): Promise<void>
}

const PAGE = 5_000

export function witness(url: string): Witness {
  const sql = postgres(url, {
    max: 2,
    onnotice: () => {},
    connection: { application_name: 'witness', TimeZone: 'UTC' },
    types: { int8: { to: 20, from: [20], serialize: String, parse: Number } },
  })
  const workspaceId = async () => {
    const [row] = await sql<{ id: string }[]>`select id from workspaces order by created_at, id limit 1`
    if (!row) throw new Error('There is no workspace yet.')
    return row.id
  }
  return {
    sql,
    workspaceId,
    async log(id) {
      const workspace = id ?? (await workspaceId())
      const lines: Line[] = []
      for (;;) {
        const page = await sql<
          Line[]
        >`select seq, conversation_id as "conversationId", type, actor, data, command_id as "commandId",
            public_seq as "publicSeq", to_char(at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at
          from events where workspace_id = ${workspace} and seq > ${lines.at(-1)?.seq ?? 0} order by seq limit ${PAGE}`
        lines.push(...page)
        if (page.length < PAGE) return lines
      }
    },
    async head(id) {
      const [row] = await sql<
        { seq: number }[]
      >`select seq from heads where workspace_id = ${id ?? (await workspaceId())}`
      return row?.seq ?? 0
    },
    async addOperators(count) {
      const workspace = await workspaceId()
      const people = Array.from({ length: count }, (_, i) => ({ id: crypto.randomUUID(), name: `Operator ${i + 1}` }))
      await sql`insert into users ${sql(people.map(({ id, name }) => ({ id, name, email: `${id}@example.com` })))}`
      await sql`insert into members ${sql(people.map(({ id }) => ({ workspace_id: workspace, user_id: id, role: 'operator' })))}`
      return people
    },
    end: () => sql.end({ timeout: 2 }),
  }
}
