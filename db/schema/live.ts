import { boolean, foreignKey, integer, jsonb, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import type { LiveState } from '../../domain/routing/live.ts'
import { workspaces } from './core.ts'
import { members } from './identity.ts'

const time = (name: string) => timestamp(name, { withTimezone: true, mode: 'string', precision: 3 })

/**
 * G2, L11: who went Live, with a lease by the database's clock. A row stays when somebody is offline: what they chose is offered
 * to them the next time. `run` is that of one stretch from going Live to being offline: the task that looks after it names it.
 */
export const liveOperators = pgTable(
  'live_operators',
  {
    workspaceId: uuid('workspace_id').notNull(),
    userId: text('user_id').notNull(),
    state: text().$type<LiveState>().notNull(),
    services: jsonb().$type<string[]>().notNull(),
    capacity: integer().notNull(),
    tags: jsonb().$type<string[]>().notNull(),
    run: uuid().notNull(),
    since: time('since').notNull(),
    until: time('until').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.userId] }),
    foreignKey({
      name: 'live_operators_member',
      columns: [table.workspaceId, table.userId],
      foreignColumns: [members.workspaceId, members.userId],
    }).onDelete('cascade'),
  ],
)

/** G11. What is switched on in a workspace; without a row what `standardSwitches` says. */
export const switches = pgTable('switches', {
  workspaceId: uuid('workspace_id')
    .primaryKey()
    .references(() => workspaces.id),
  operator: boolean().notNull(),
  presence: boolean().notNull(),
})
