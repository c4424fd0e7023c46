import { foreignKey, index, jsonb, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import type { Actor } from '../../domain/actor.ts'
import type { AuditEvent } from '../../domain/commands.ts'
import { services, workspaces } from './core.ts'
import { members } from './identity.ts'

const time = (name: string) => timestamp(name, { withTimezone: true, mode: 'string', precision: 3 })

/** G1. Groups of operators. */
export const operatorGroups = pgTable(
  'operator_groups',
  {
    workspaceId: uuid('workspace_id')
      .notNull()
      .references(() => workspaces.id),
    id: uuid().notNull(),
    name: text().notNull(),
    description: text().notNull(),
    createdAt: time('created_at').notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.workspaceId, table.id] })],
)

/** The services of a group. A deleted one stays here, so that what was said there stays in its members' sight. */
export const groupServices = pgTable(
  'group_services',
  {
    workspaceId: uuid('workspace_id').notNull(),
    groupId: uuid('group_id').notNull(),
    serviceId: uuid('service_id').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.groupId, table.serviceId] }),
    foreignKey({
      name: 'group_services_group',
      columns: [table.workspaceId, table.groupId],
      foreignColumns: [operatorGroups.workspaceId, operatorGroups.id],
    }).onDelete('cascade'),
    foreignKey({
      name: 'group_services_service',
      columns: [table.workspaceId, table.serviceId],
      foreignColumns: [services.workspaceId, services.id],
    }),
  ],
)

/** The people of a group; who leaves the workspace leaves its groups. */
export const groupMembers = pgTable(
  'group_members',
  {
    workspaceId: uuid('workspace_id').notNull(),
    groupId: uuid('group_id').notNull(),
    userId: text('user_id').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.groupId, table.userId] }),
    foreignKey({
      name: 'group_members_group',
      columns: [table.workspaceId, table.groupId],
      foreignColumns: [operatorGroups.workspaceId, operatorGroups.id],
    }).onDelete('cascade'),
    foreignKey({
      name: 'group_members_member',
      columns: [table.workspaceId, table.userId],
      foreignColumns: [members.workspaceId, members.userId],
    }).onDelete('cascade'),
    index('group_members_user').on(table.workspaceId, table.userId),
  ],
)

/** Changes outside the gate that the log does not have yet: written with the change, gone with its line in the log (L10). */
export const unrecorded = pgTable(
  'unrecorded',
  {
    workspaceId: uuid('workspace_id')
      .notNull()
      .references(() => workspaces.id),
    commandId: uuid('command_id').notNull(),
    bodyHash: text('body_hash').notNull(),
    actor: jsonb().$type<Actor>().notNull(),
    event: jsonb().$type<AuditEvent>().notNull(),
    answer: jsonb().$type<unknown>().notNull(),
    at: time('at').notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.workspaceId, table.commandId] })],
)
