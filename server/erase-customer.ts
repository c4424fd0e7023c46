import type pino from 'pino'
import { eraseAttachments } from '../db/attachments.ts'
import type { Sql } from '../db/connect.ts'
import { readFamily } from '../db/customers.ts'
import { clearTasks, eraseCustomer, readWholeAnswers, writeAnswers } from '../db/erase.ts'
import { readConversation } from '../db/log.ts'
import type { Actor } from '../domain/actor.ts'
import type { Conversation } from '../domain/conversation.ts'
import { erased, erasedConversation } from '../domain/erasure.ts'
import type { Event } from '../domain/events.ts'
import { evolve } from '../domain/evolve.ts'
import { isRefusal, type Refusal, refuse } from '../domain/refusal.ts'
import type { Hub } from './hub/hub.ts'
import type { FirstAnswer } from './identity/first-answer.ts'

/** So often it is read again because something moved on meanwhile. */
const TRIES = 20
/** No conversation has more events than can be read at once. */
const ALL = 1_000_000

interface By {
  workspaceId: string
  actor: Actor
  commandId: string
  bodyHash: string
}

/**
 * Erases a person (laws.md, Erasure): their texts and contact data in the log, in rows, in the record with its history, in the
 * search, in kept answers and tasks. Numbers, types, authors and times stay. Every reader takes a fresh snapshot.
 */
export type EraseCustomer = (by: By, customerId: string) => Promise<{ id: string } | Refusal>

export function createEraseCustomer({
  sql,
  slow,
  hub,
  firstAnswer,
  log,
}: {
  sql: Sql
  /** for what is read as a whole */
  slow: Sql
  hub: Hub
  firstAnswer: FirstAnswer
  log: Pick<pino.Logger, 'error'>
}): EraseCustomer {
  return async (by, customerId) => {
    const { workspaceId } = by
    for (let tries = 0; tries < TRIES; tries++) {
      const first = await firstAnswer(by)
      if (isRefusal(first)) return first
      if (first) return first.answer as { id: string }
      const family = await readFamily(sql, workspaceId, customerId)
      const root = family[0]
      if (!root) return refuse('not_found')
      const read = await readAll(slow, workspaceId, root.id)
      const answer = { id: root.id }
      const outcome = await eraseCustomer(slow, { ...by, ...read, customerId: root.id, answer })
      if (outcome === 'unknown') return refuse('not_found')
      if (outcome === 'stale') continue
      const ids = read.conversations.map(({ id }) => id)
      // Nobody serves what is gone; and after that, what was answered before then is looked through.
      await hub.renew(workspaceId).catch((error: unknown) => log.error({ error }, 'the board waits to be read anew'))
      await clearAnswers(slow, workspaceId, ids)
      await clearTasks(slow, workspaceId, ids)
      await eraseAttachments(slow, workspaceId, ids)
      return answer
    }
    return refuse('unavailable', {}, 'These conversations move on all the time. Try again in a moment.')
  }
}

/** Every conversation of a customer as it is to be: its events without the person, and their fold. */
async function readAll(sql: Sql, workspaceId: string, rootId: string) {
  const rows = await sql<{ id: string; version: number }[]>`
    select c.id, c.version from customer_sessions s
    join customers k on k.workspace_id = s.workspace_id and k.id = s.customer_id
    join conversations c on c.workspace_id = s.workspace_id and c.id = s.conversation_id
    where s.workspace_id = ${workspaceId} and k.root_id = ${rootId}`
  const conversations: { id: string; version: number; search: string; state: Conversation }[] = []
  const events: { seq: number; data: unknown }[] = []
  for (const { id, version } of rows) {
    const log = (await readConversation(sql, workspaceId, id, 0, ALL)).map((event) => erased(event))
    const last = { type: 'customer.erased', conversationId: id, data: {}, seq: 0, at: '' } as unknown as Event
    const state = [...log, last].reduce<Conversation | null>(evolve, null)
    if (!state) continue
    conversations.push({ id, version, search: state.agent.toLowerCase(), state })
    events.push(...log.map(({ seq, data }) => ({ seq, data })))
  }
  return { conversations, events }
}

/** Answers that are kept whole: older programs kept all so, and those of commands that changed nothing are. */
async function clearAnswers(sql: Sql, workspaceId: string, ids: readonly string[]): Promise<void> {
  const answers = await readWholeAnswers(sql, workspaceId, ids)
  if (answers.length === 0) return
  await writeAnswers(
    sql,
    workspaceId,
    answers.map(({ id, result }) => ({
      id,
      result: {
        ...result,
        conversation: erasedConversation(result['conversation'] as Conversation),
        ...(result['message'] ? { message: { ...(result['message'] as object), text: '' } } : {}),
      },
    })),
  )
}
