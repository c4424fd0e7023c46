import { foreignKey, index, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core'

const time = (name: string) => timestamp(name, { withTimezone: true, mode: 'string', precision: 3 })

/** The nodes that serve this database together, each with a lease by the database's clock. One that has it to itself has no row. */
export const nodes = pgTable('nodes', {
  id: uuid().primaryKey(),
  startedAt: time('started_at').notNull().defaultNow(),
  until: time('until').notNull(),
})

/** Who has a console open on which node. A row counts while its node's lease does (L11). */
export const presence = pgTable(
  'presence',
  {
    workspaceId: uuid('workspace_id').notNull(),
    userId: text('user_id').notNull(),
    nodeId: uuid('node_id').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.userId, table.nodeId] }),
    foreignKey({ columns: [table.nodeId], foreignColumns: [nodes.id] }).onDelete('cascade'),
    index('presence_of_node').on(table.nodeId),
  ],
)

/** Which conversation a person looks at, with a lease by the database's clock: whichever node was told last (L11). */
export const looks = pgTable(
  'looks',
  {
    workspaceId: uuid('workspace_id').notNull(),
    userId: text('user_id').notNull(),
    conversationId: uuid('conversation_id').notNull(),
    until: time('until').notNull(),
  },
  (table) => [primaryKey({ columns: [table.workspaceId, table.userId] })],
)
