import { uuidV7 } from '../../../domain/ids.ts'
import { type Answer, type Call, httpCall } from '../../../server/demo/core/call.ts'

export const newId = () => uuidV7(Date.now(), crypto.getRandomValues(new Uint8Array(10)))

/** What the suites look at of an answer. */
export interface Said extends Answer {
  body: {
    id?: string
    code?: string
    turn?: number
    status?: string
    owner?: { id: string; name: string } | null
    since?: string
    ownerSince?: string
    previousId?: string | null
    customerToken?: string
    message?: { id: string; text: string; turn: number }
    conversation?: { id: string; turn: number; status: string; previousId: string | null }
    [name: string]: unknown
  }
}

export type Ask = (method: string, path: string, body?: unknown, idempotencyKey?: string) => Promise<Said>

/** The API with a key or a token, answers typed as far as they are looked at. */
export function api(url: string, token: string, timeout = 30_000): Ask {
  const call: Call = httpCall(url, token, { timeout })
  return async (...ask) => {
    const answer = await call(...ask)
    return { ...answer, body: (answer.body ?? {}) as Said['body'] }
  }
}

/** The answer, or an error with what was said instead of the status that was wanted. */
export function wanted(answer: Said, ...status: number[]): Said {
  if (!status.includes(answer.status))
    throw new Error(`wanted ${status.join(' or ')}, got ${answer.status} ${JSON.stringify(answer.body)}`)
  return answer
}

export const makeService = async (ask: Ask, more: Record<string, unknown> = {}): Promise<string> =>
  String(wanted(await ask('POST', '/services', { name: 'Proof', ...more }), 201).body.id)

export async function openConversation(ask: Ask, serviceId: string, id = newId()): Promise<string> {
  wanted(await ask('POST', '/conversations', { id, serviceId }), 201)
  return id
}
