import type { Sql } from '../db/connect.ts'
import {
  mergeCustomer,
  readCustomerData,
  readFamily,
  type StoredCustomer,
  setCustomerData,
  unmergeCustomer,
  writeCustomer,
  writeHistory,
} from '../db/customers.ts'
import { type Unrecorded, writeUnrecorded } from '../db/groups.ts'
import type { Actor, Person } from '../domain/actor.ts'
import type { AuditEvent } from '../domain/commands.ts'
import { type ContactField, type CustomerChange, type CustomerEdit, contactFields } from '../domain/customer.ts'
import { isRefusal, type Refusal, refuse } from '../domain/refusal.ts'
import type { Clock } from './clock.ts'
import type { FirstAnswer } from './identity/first-answer.ts'
import type { Settle } from './identity/settle.ts'

/** Who asks for a change, and under which id: the same one happens once (L4). */
export interface By {
  workspaceId: string
  actor: Actor
  person: Person
  commandId: string
  bodyHash: string
}

/**
 * Customers as records of the workspace (A5). A change stands in the tables, with its history, and with its line for the log
 * in one transaction; the log names what was changed and not from what to what, since it is for ever.
 */
export interface Customers {
  edit(by: By, id: string, edit: CustomerEdit): Promise<{ id: string } | Refusal>
  verify(by: By, id: string, version: number, fields: readonly ContactField[]): Promise<{ id: string } | Refusal>
  /** Makes two records one: `from` is merged into `id`, which keeps its own values. */
  merge(by: By, id: string, from: string): Promise<{ id: string } | Refusal>
  /** Takes a merged record out again, as it was. */
  unmerge(by: By, id: string, from: string): Promise<{ id: string } | Refusal>
  /** Notes that the whole of a person's data was handed out. */
  noteExport(by: By, id: string): Promise<{ id: string } | Refusal>
}

type Changed = { event: AuditEvent; history: Omit<CustomerChange, 'id' | 'at' | 'by'>[] } | Refusal

export function createCustomers({
  sql,
  clock,
  settle,
  firstAnswer,
}: {
  sql: Sql
  clock: Clock
  settle: Settle
  firstAnswer: FirstAnswer
}): Customers {
  const now = () => new Date(clock.now()).toISOString()

  /** A change of one record under its lock, with its history and its line for the log: all or nothing. */
  async function change(
    by: By,
    id: string,
    make: (tx: Sql, root: StoredCustomer, family: StoredCustomer[]) => Promise<Changed>,
  ): Promise<{ id: string } | Refusal> {
    const { workspaceId, commandId, bodyHash, actor } = by
    const made = await sql
      .begin(async (begun): Promise<Unrecorded | { answer: unknown }> => {
        const tx = begun as unknown as Sql
        const family = await readFamily(tx, workspaceId, id, true)
        const root = family[0]
        if (!root) throw new Undone(refuse('not_found'))
        // Under the lock: another node may have been asked the same at once (L4).
        const first = await firstAnswer(by)
        if (isRefusal(first)) throw new Undone(first)
        if (first) return first
        const changed = await make(tx, root, family)
        if (isRefusal(changed)) throw new Undone(changed)
        const at = now()
        await writeHistory(
          tx,
          workspaceId,
          root.id,
          changed.history.map((line) => ({ ...line, id: clock.newId(), at, by: by.person })),
        )
        const answer = { id: root.id }
        const line = { workspaceId, commandId, bodyHash, actor, event: changed.event, answer }
        await writeUnrecorded(tx, line)
        return line
      })
      .catch((error: unknown) => {
        if (error instanceof Undone) return error.refusal
        throw error
      })
    if (isRefusal(made)) return made
    return ('event' in made ? await settle(made) : null) ?? (made.answer as { id: string })
  }

  return {
    edit: (by, id, { version, labels, data, ...fields }) =>
      change(by, id, async (tx, root, family) => {
        if (version !== root.version) return refuse('changed_since', { version: root.version })
        const given = contactFields.filter((field) => fields[field] !== undefined && fields[field] !== root[field])
        const verified = Object.fromEntries(
          Object.entries(root.verified).filter(([field]) => !given.includes(field as ContactField)),
        )
        const values = Object.fromEntries(given.map((field) => [field, fields[field] ?? null]))
        await writeCustomer(tx, by.workspaceId, {
          ...root,
          ...values,
          verified,
          labels: labels ?? root.labels,
          version: root.version + 1,
        })
        const ids = family.map((one) => one.id)
        const had = new Map((await readCustomerData(tx, by.workspaceId, ids)).map((one) => [one.key, one.value]))
        for (const { key, value } of data ?? [])
          await setCustomerData(tx, by.workspaceId, ids, { key, value, at: now(), by: by.person.name })
        const history = [
          ...given.map((field) => ({ field, from: root[field], to: fields[field] ?? null })),
          ...(labels ? [{ field: 'labels', from: root.labels.join(', ') || null, to: labels.join(', ') || null }] : []),
          ...(data ?? []).map(({ key, value }) => ({ field: key, from: had.get(key) ?? null, to: value })),
        ].map((line) => ({ what: 'edited' as const, ...line }))
        const changed = [...given, ...(labels ? ['labels'] : []), ...(data ? ['data'] : [])]
        return { event: { type: 'customer.updated', data: { customerId: root.id, changed } }, history }
      }),
    verify: (by, id, version, fields) =>
      change(by, id, async (tx, root) => {
        if (version !== root.version) return refuse('changed_since', { version: root.version })
        const known = fields.filter((field) => root[field] !== null)
        const mark = { by: by.person.name, at: now() }
        const verified = { ...root.verified, ...Object.fromEntries(known.map((field) => [field, mark])) }
        await writeCustomer(tx, by.workspaceId, { ...root, verified, version: root.version + 1 })
        return {
          event: { type: 'customer.verified', data: { customerId: root.id, fields: known } },
          history: known.map((field) => ({ what: 'verified', field, from: null, to: root[field] })),
        }
      }),
    merge: (by, id, from) =>
      change(by, id, async (tx, root) => {
        const [other] = await readFamily(tx, by.workspaceId, from, true)
        if (!other) return refuse('not_found')
        if (other.id === root.id) return refuse('same_customer')
        await mergeCustomer(tx, by.workspaceId, other.id, root.id)
        return {
          event: { type: 'customer.merged', data: { customerId: root.id, from: other.id } },
          history: [{ what: 'merged', field: null, from: titleOf(other), to: titleOf(root) }],
        }
      }),
    unmerge: (by, id, from) =>
      change(by, id, async (tx, root, family) => {
        const other = family.find((one) => one.id === from && one.mergedInto !== null)
        if (!other) return refuse('not_found')
        await unmergeCustomer(tx, by.workspaceId, from)
        return {
          event: { type: 'customer.unmerged', data: { customerId: root.id, from } },
          history: [{ what: 'unmerged', field: null, from: titleOf(other), to: null }],
        }
      }),
    noteExport: (by, id) =>
      change(by, id, async (_tx, root) => ({
        event: { type: 'customer.exported', data: { customerId: root.id } },
        history: [{ what: 'exported', field: null, from: null, to: null }],
      })),
  }
}

const titleOf = ({ name, email, phone, externalId, id }: StoredCustomer): string =>
  name ?? email ?? phone ?? externalId ?? id

/** Ends a transaction without its effect. */
class Undone extends Error {
  readonly refusal: Refusal
  constructor(refusal: Refusal) {
    super(refusal.detail)
    this.refusal = refusal
  }
}
