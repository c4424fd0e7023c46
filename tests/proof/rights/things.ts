import { type Ask, newId, wanted } from '../kit/api.ts'
import type { Witness } from '../kit/log.ts'
import { MARK } from './callers.ts'
import type { Row, Things } from './table.ts'

/** Makes the things of the first workspace that rows name, all of them marked. */
export function makeThings(ask: Ask, see: Witness, operatorId: string) {
  let shared: Promise<Omit<Things, 'operatorId'>> | undefined
  let customer: Promise<string> | undefined

  const service = async () => String(wanted(await ask('POST', '/services', { name: `${MARK} service` }), 201).body.id)
  const user = async () => {
    const email = `${newId()}@${MARK}.example`
    const person = { name: `${MARK} user`, email, password: 'correct horse battery', role: 'operator' }
    return String(wanted(await ask('POST', '/users', person), 201).body.id)
  }
  const group = async (serviceId: string, userId: string) => {
    const fields = { name: `${MARK} group`, description: `${MARK} words`, services: [serviceId], members: [userId] }
    return String(wanted(await ask('POST', '/groups', fields), 201).body.id)
  }
  const cannedReply = async () => {
    const fields = { shortcut: newId(), text: `${MARK} text` }
    return String(wanted(await ask('POST', '/canned-replies', fields), 201).body.id)
  }
  const key = async () =>
    String(wanted(await ask('POST', '/keys', { name: `${MARK} key`, scopes: ['conversation:read'] }), 201).body.id)

  /** Past the server: nothing here fails for good when one wants it to. */
  async function task(): Promise<string> {
    const id = newId()
    const payload = { conversationId: newId(), until: new Date().toISOString() }
    await see.sql`insert into tasks (workspace_id, lane, kind, payload, run_at, attempts, dead, error, died_at, dead_id)
      values (${await see.workspaceId()}, ${`snooze:${id}`}, 'wakeFlags', ${see.sql.json(payload)}, now(), 8, true, ${`${MARK} failed`}, now(), ${id})`
    return id
  }

  /** Brought by the team, past the server, which takes no file from here. */
  async function attachment(conversationId: string): Promise<string> {
    const id = newId()
    await see.sql`insert into attachments (workspace_id, id, conversation_id, side, name, type, size, bytes)
      values (${await see.workspaceId()}, ${id}, ${conversationId}, 'team', ${`${MARK}.txt`}, 'text/plain', 4, convert_to(${MARK}, 'UTF8'))`
    return id
  }

  /** A conversation with a reply and a late one, in the AI's hands. */
  async function conversation(serviceId: string) {
    const opened = wanted(
      await ask('POST', '/conversations', { serviceId, customer: { name: `${MARK} customer` } }),
      201,
    ).body
    const say = (body: object) => ask('POST', `/conversations/${opened.id}/messages`, { text: `${MARK} text`, ...body })
    wanted(await say({ role: 'customer' }), 201)
    const [messageId, draftId] = [newId(), newId()]
    wanted(await say({ role: 'ai', turn: 1, id: messageId }), 201)
    wanted(await say({ role: 'ai', turn: 0, id: draftId }), 409)
    const attachmentId = await attachment(String(opened.id))
    wanted(await say({ role: 'customer', attachments: [attachmentId] }), 201)
    return { conversationId: String(opened.id), token: String(opened.customerToken), messageId, draftId, attachmentId }
  }

  /** The record of a conversation's customer, which is made a moment after it. */
  async function customerOf(conversationId: string): Promise<string> {
    for (const until = Date.now() + 20_000; Date.now() < until; await new Promise((next) => setTimeout(next, 100))) {
      const [row] = await see.sql<{ id: string }[]>`
        select customer_id as id from customer_sessions where conversation_id = ${conversationId}`
      if (row) return row.id
    }
    throw new Error('a conversation whose customer got no record')
  }

  async function all(): Promise<Omit<Things, 'operatorId'>> {
    const serviceId = await service()
    const { token, ...said } = await conversation(serviceId)
    customer = Promise.resolve(token)
    const userId = await user()
    return {
      ...said,
      customerId: await customerOf(said.conversationId),
      serviceId,
      userId,
      groupId: await group(serviceId, userId),
      keyId: await key(),
      cannedReplyId: await cannedReply(),
      taskId: await task(),
      visitorToken: await visitor(serviceId),
    }
  }

  /** A conversation that came through the widget, for its visitor token. */
  const visitor = async (serviceId: string) =>
    String(wanted(await ask('POST', '/widget/conversations', { serviceId }), 201).body.visitorToken)

  return {
    /** Shared by all who are refused: nothing happens to them. */
    shared: async (): Promise<Things> => ({ ...(await (shared ??= all())), operatorId }),
    /** The token of the shared conversation's customer, and that of another one. */
    async tokens(): Promise<{ own: string; other: string }> {
      const { serviceId } = await (shared ??= all())
      return { own: String(await customer), other: (await conversation(serviceId)).token }
    },
    /** Made anew for one who may, with what it takes to be that customer. */
    async fresh(kind: Row['fresh'], owner: string): Promise<{ things: Things; token: string | null }> {
      const base = { ...(await (shared ??= all())), operatorId: owner }
      switch (kind) {
        case undefined:
          return { things: base, token: null }
        case 'conversation':
        case 'claimed':
        case 'ended': {
          const { token, ...said } = await conversation(base.serviceId)
          if (kind === 'claimed')
            wanted(await ask('POST', `/conversations/${said.conversationId}/takeover`, { operatorId: owner }), 200)
          if (kind === 'ended') wanted(await ask('POST', `/conversations/${said.conversationId}/resolve`, {}), 200)
          return { things: { ...base, ...said }, token }
        }
        case 'customer': {
          const { conversationId } = await conversation(base.serviceId)
          return { things: { ...base, conversationId, customerId: await customerOf(conversationId) }, token: null }
        }
        case 'user':
          return { things: { ...base, userId: await user() }, token: null }
        case 'group':
          return { things: { ...base, groupId: await group(base.serviceId, base.userId) }, token: null }
        case 'cannedReply':
          return { things: { ...base, cannedReplyId: await cannedReply() }, token: null }
        case 'key':
          return { things: { ...base, keyId: await key() }, token: null }
        case 'task':
          return { things: { ...base, taskId: await task() }, token: null }
        case 'service':
          return { things: { ...base, serviceId: await service() }, token: null }
        case 'visitor':
          return { things: { ...base, visitorToken: await visitor(base.serviceId) }, token: null }
        default:
          return kind satisfies never
      }
    },
  }
}
