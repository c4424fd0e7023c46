import { foreignKey, integer, pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core'
import { services, workspaces } from './core.ts'

/** Texts that operators use again and again; without a service for every one. */
export const cannedReplies = pgTable(
  'canned_replies',
  {
    workspaceId: uuid('workspace_id')
      .notNull()
      .references(() => workspaces.id),
    id: uuid().notNull(),
    shortcut: text().notNull(),
    text: text().notNull(),
    serviceId: uuid('service_id'),
    version: integer().notNull().default(1),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.id] }),
    unique('canned_replies_shortcut').on(table.workspaceId, table.serviceId, table.shortcut).nullsNotDistinct(),
    foreignKey({
      name: 'canned_replies_service',
      columns: [table.workspaceId, table.serviceId],
      foreignColumns: [services.workspaceId, services.id],
    }),
  ],
)
