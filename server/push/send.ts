import { createHash } from 'node:crypto'
import { request as plain } from 'node:http'
import { request as secure } from 'node:https'
import type { NotificationKind, PushContent } from '../../domain/notification.ts'
import { type BrowserKeys, encrypt } from './encrypt.ts'
import { endpointProblem, InsideError, lookupOutside } from './endpoint.ts'
import type { Vapid } from './vapid.ts'

/** What became of a push: it was taken, or the browser is not there any more. */
export type Sent = 'taken' | 'gone'

/** Hands a message to a browser's push service (RFC 8030). @throws PushError */
export type SendPush = (
  subscription: BrowserKeys & { endpoint: string },
  content: PushContent,
  signal: AbortSignal,
) => Promise<Sent>

/** It was not taken. `retryable`: the same may be taken later. Names neither the browser nor what it was to be told. */
export class PushError extends Error {
  readonly retryable: boolean
  constructor(message: string, retryable: boolean) {
    super(message)
    this.retryable = retryable
  }
}

/** How long a push service keeps it for a browser that is away, in seconds: what somebody owns waits longer than what was said. */
const KEPT: Record<NotificationKind, number> = { assigned: 24 * 60 * 60, message: 4 * 60 * 60 }
const TIMEOUT = 15_000
/** More of an answer is not read. */
const LARGEST = 16 * 1024

/** @param own the origin of a push service in one's own network, or null */
export function createSendPush({ vapid, own }: { vapid: Vapid; own: string | null }): SendPush {
  return async (subscription, content, signal) => {
    const { endpoint } = subscription
    const problem = endpointProblem(endpoint, own)
    if (problem) throw new PushError(`The push service’s address ${problem}.`, false)
    const url = new URL(endpoint)
    const body = encrypt(JSON.stringify(content), subscription)
    const status = await post(url, url.origin === own, body, signal, {
      authorization: vapid.authorization(url.origin),
      'content-encoding': 'aes128gcm',
      'content-type': 'application/octet-stream',
      'content-length': String(body.length),
      ttl: String(KEPT[content.kind]),
      urgency: 'high',
      topic: topicOf(content),
    })
    if (status === 404 || status === 410) return 'gone'
    if (status >= 200 && status < 300) return 'taken'
    const later = status === 408 || status === 429 || status >= 500
    throw new PushError(`The push service of a browser (${url.host}) answered ${status}.`, later)
  }
}

/** The event's number as a name of its own (L12): what waits for a browser is replaced by its repetition, and by nothing else. */
const topicOf = ({ conversationId, number }: PushContent): string =>
  createHash('sha256').update(`${conversationId} ${number}`).digest('base64url').slice(0, 32)

/** Follows no redirect. @returns the status */
function post(
  url: URL,
  isOwn: boolean,
  body: Buffer,
  signal: AbortSignal,
  headers: Record<string, string>,
): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  const over = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT)])
  const send = url.protocol === 'http:' ? plain : secure
  const sent = send(
    url,
    { method: 'POST', headers, signal: over, ...(!isOwn && { lookup: lookupOutside }) },
    (response) => {
      let length = 0
      response.on('data', (piece: Buffer) => {
        length += piece.length
        if (length > LARGEST) response.destroy()
      })
      // It has answered: what happens to the rest of its answer is nothing to us.
      response.on('error', () => {})
      resolve(response.statusCode ?? 0)
    },
  )
  sent.on('error', (error) => {
    if (error instanceof InsideError) reject(new PushError(error.message, false))
    else reject(new PushError(`The push service of a browser (${url.host}) cannot be reached${because(error)}.`, true))
  })
  sent.end(body)
  return promise
}

const because = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? ` (${error.code})` : ''
