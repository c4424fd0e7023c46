import { sql } from 'drizzle-orm'
import {
  boolean,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import type { Person } from '../../domain/actor.ts'
import { conversations, workspaces } from './core.ts'

const time = (name: string) => timestamp(name, { withTimezone: true, mode: 'string', precision: 3 })

/**
 * Customers as records of the workspace (A5). One that was merged stays as it was, and points to the record that it was merged
 * into; `rootId` is the one that stands for all of them, its own id for most.
 */
export const customers = pgTable(
  'customers',
  {
    workspaceId: uuid('workspace_id')
      .notNull()
      .references(() => workspaces.id),
    id: uuid().notNull(),
    externalId: text('external_id'),
    name: text(),
    email: text(),
    phone: text(),
    address: text(),
    verified: jsonb().$type<Record<string, { by: string; at: string }>>().notNull().default({}),
    labels: jsonb().$type<string[]>().notNull().default([]),
    createdAt: time('created_at').notNull(),
    version: integer().notNull().default(1),
    mergedInto: uuid('merged_into'),
    rootId: uuid('root_id').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.id] }),
    foreignKey({
      name: 'customers_root',
      columns: [table.workspaceId, table.rootId],
      foreignColumns: [table.workspaceId, table.id],
    }),
    uniqueIndex('customers_external').on(table.workspaceId, table.externalId).where(sql`external_id is not null`),
    index('customers_email').on(table.workspaceId, sql`lower(email)`),
    index('customers_phone').on(table.workspaceId, table.phone),
    index('customers_family').on(table.workspaceId, table.rootId),
  ],
)

/** Whose a conversation is. `claimed`: by what a visitor said of themselves, which nobody proved. */
export const customerSessions = pgTable(
  'customer_sessions',
  {
    workspaceId: uuid('workspace_id').notNull(),
    conversationId: uuid('conversation_id').notNull(),
    customerId: uuid('customer_id').notNull(),
    claimed: boolean().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.conversationId] }),
    foreignKey({
      name: 'customer_sessions_conversation',
      columns: [table.workspaceId, table.conversationId],
      foreignColumns: [conversations.workspaceId, conversations.id],
    }),
    foreignKey({
      name: 'customer_sessions_customer',
      columns: [table.workspaceId, table.customerId],
      foreignColumns: [customers.workspaceId, customers.id],
    }),
    index('customer_sessions_of').on(table.workspaceId, table.customerId),
  ],
)

/** What was collected of a customer, by name. */
export const customerData = pgTable(
  'customer_data',
  {
    workspaceId: uuid('workspace_id').notNull(),
    customerId: uuid('customer_id').notNull(),
    key: text().notNull(),
    value: text().notNull(),
    at: time('at').notNull(),
    by: text(),
    conversationId: uuid('conversation_id'),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.customerId, table.key] }),
    foreignKey({
      name: 'customer_data_customer',
      columns: [table.workspaceId, table.customerId],
      foreignColumns: [customers.workspaceId, customers.id],
    }),
  ],
)

/** Every change of a record: who, when, from what to what. The log names the fields alone, since it is for ever. */
export const customerHistory = pgTable(
  'customer_history',
  {
    workspaceId: uuid('workspace_id').notNull(),
    customerId: uuid('customer_id').notNull(),
    id: uuid().notNull(),
    at: time('at').notNull(),
    by: jsonb().$type<Person>(),
    what: text().notNull(),
    field: text(),
    from: text(),
    to: text(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.customerId, table.id] }),
    foreignKey({
      name: 'customer_history_customer',
      columns: [table.workspaceId, table.customerId],
      foreignColumns: [customers.workspaceId, customers.id],
    }),
  ],
)
