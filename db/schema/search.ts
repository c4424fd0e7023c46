import { bigint, customType, index, integer, pgTable, primaryKey, serial, timestamp, uuid } from 'drizzle-orm/pg-core'
import { workspaces } from './core.ts'

const time = (name: string) => timestamp(name, { withTimezone: true, mode: 'string', precision: 3 })
const tsvector = customType<{ data: string }>({ dataType: () => 'tsvector' })

/**
 * How far the search has read a workspace's log. `key` stands before each of its words, so that what one workspace looks
 * for never walks through the words of another (L7). `version` grows when words are taken away: what was read before then is
 * not written after it. `held` says which node reads on, and until when.
 */
export const searchPlaces = pgTable('search_places', {
  workspaceId: uuid('workspace_id')
    .primaryKey()
    .references(() => workspaces.id),
  key: serial().notNull(),
  seq: bigint({ mode: 'number' }).notNull().default(0),
  version: integer().notNull().default(0),
  heldBy: uuid('held_by'),
  heldUntil: time('held_until'),
})

/** The words of each thing that was said in a conversation, by the number of its event: read out of the log, after the commit. */
export const sessionWords = pgTable(
  'session_words',
  {
    workspaceId: uuid('workspace_id')
      .notNull()
      .references(() => workspaces.id),
    seq: bigint({ mode: 'number' }).notNull(),
    conversationId: uuid('conversation_id').notNull(),
    words: tsvector().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.seq] }),
    index('session_words_of').on(table.workspaceId, table.conversationId),
    index('session_words_found').using('gin', table.words),
  ],
)
