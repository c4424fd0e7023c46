import { foreignKey, index, pgTable, primaryKey, text, timestamp, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { members, sessions } from './identity.ts'

/**
 * F6. A browser in which a person wants to be told: it goes with their session, as at a sign-out, and with the person. `endpoint`,
 * `p256dh` and `auth` are what the browser's push service and the browser itself gave (RFC 8030, RFC 8291).
 */
export const pushSubscriptions = pgTable(
  'push_subscriptions',
  {
    workspaceId: uuid('workspace_id').notNull(),
    id: uuid().notNull(),
    userId: text('user_id').notNull(),
    sessionId: text('session_id')
      .notNull()
      .references(() => sessions.id, { onDelete: 'cascade' }),
    endpoint: text().notNull(),
    p256dh: text().notNull(),
    auth: text().notNull(),
    createdAt: timestamp('created_at', { withTimezone: true, mode: 'string', precision: 3 }).notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.id] }),
    foreignKey({
      name: 'push_subscriptions_member',
      columns: [table.workspaceId, table.userId],
      foreignColumns: [members.workspaceId, members.userId],
    }).onDelete('cascade'),
    uniqueIndex('push_subscriptions_session').on(table.workspaceId, table.sessionId),
    index('push_subscriptions_user').on(table.workspaceId, table.userId),
    index('push_subscriptions_of_session').on(table.sessionId),
  ],
)
