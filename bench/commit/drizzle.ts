import { randomInt, randomUUID } from 'node:crypto'
import { and, eq, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import * as schema from '../../db/schema/index.ts'
import { conversations, events, heads } from '../../db/schema/index.ts'
import type { Ground } from './pgbench.ts'
import type { Rows } from './rows.ts'

/**
 * What one writes first: a transaction of three statements, the counter, the event, the conversation. It keeps no answer
 * for whoever sends a command again, a row less than the gate writes.
 */
export async function drizzlePeer({ url, workspaceId }: Ground, rows: Rows, connections: number) {
  const client = postgres(url, { max: connections, onnotice: () => {} })
  const db = drizzle(client, { schema })
  const ids = (await client<{ id: string }[]>`select id from conversations`).map((row) => row.id)
  const [actor, data, state] = [JSON.parse(rows.actor), JSON.parse(rows.data), JSON.parse(rows.state)]
  return {
    async write(): Promise<void> {
      const id = ids[randomInt(ids.length)] ?? ''
      await db.transaction(async (tx) => {
        const [head] = await tx
          .update(heads)
          .set({ seq: sql`${heads.seq} + 1`, at: sql`clock_timestamp()` })
          .where(eq(heads.workspaceId, workspaceId))
          .returning({ seq: heads.seq })
        await tx.insert(events).values({
          workspaceId,
          seq: head?.seq ?? 0,
          conversationId: id,
          type: 'message.added',
          actor,
          at: new Date().toISOString(),
          commandId: randomUUID(),
          messageId: randomUUID(),
          publicSeq: 1,
          data,
        })
        await tx
          .update(conversations)
          .set({ version: sql`${conversations.version} + 1`, search: rows.search, state })
          .where(and(eq(conversations.workspaceId, workspaceId), eq(conversations.id, id)))
      })
    },
    end: () => client.end({ timeout: 3 }),
  }
}
