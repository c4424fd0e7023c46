import { customType, foreignKey, index, integer, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import { conversations } from './core.ts'

const bytea = customType<{ data: Uint8Array }>({ dataType: () => 'bytea' })

/**
 * Files that operators and customers send along. Here, and not in a folder: so every node has them, a copy of the database
 * holds them, and nothing that serves files can reach them.
 */
export const attachments = pgTable(
  'attachments',
  {
    workspaceId: uuid('workspace_id').notNull(),
    id: uuid().notNull(),
    conversationId: uuid('conversation_id').notNull(),
    /** Who brought it: until it is sent, the other side does not see it. */
    side: text({ enum: ['customer', 'team'] }).notNull(),
    name: text().notNull(),
    type: text().notNull(),
    size: integer().notNull(),
    bytes: bytea().notNull(),
    createdAt: timestamp('created_at', { withTimezone: true, mode: 'string', precision: 3 }).notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.id] }),
    foreignKey({
      name: 'attachments_conversation',
      columns: [table.workspaceId, table.conversationId],
      foreignColumns: [conversations.workspaceId, conversations.id],
    }),
    index('attachments_of_conversation').on(table.workspaceId, table.conversationId),
  ],
)
