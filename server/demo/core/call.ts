import { setTimeout as sleep } from 'node:timers/promises'

/** What the server said. `body` is JSON as it came; whoever reads it says what it is. */
export interface Answer {
  status: number
  body: unknown
  /** Seconds, from the header Retry-After. */
  retryAfter?: number | undefined
}

/**
 * One call of the API. `path` starts below `/api/v1`. It rejects when nothing is known of the outcome (a cut connection,
 * no answer in time), and answers everything else, refusals included.
 */
export type Call = (method: string, path: string, body?: unknown, idempotencyKey?: string) => Promise<Answer>

/** A wait that ends early, without an error, when `signal` is aborted. */
export type Pause = (milliseconds: number, signal?: AbortSignal) => Promise<void>

/** A wait by the clock. */
export const pauseByClock: Pause = (milliseconds, signal) =>
  sleep(milliseconds, undefined, signal && { signal }).catch(() => {})

/** Calls a server over HTTP, on connections that stay open. */
export function httpCall(url: string, key: string, { timeout = 30_000 } = {}): Call {
  return async (method, path, body, idempotencyKey) => {
    const init: RequestInit = {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(idempotencyKey && { 'idempotency-key': idempotencyKey }),
      },
      signal: AbortSignal.timeout(timeout),
    }
    if (body !== undefined) init.body = JSON.stringify(body)
    const response = await fetch(`${url}/api/v1${path}`, init)
    const text = await response.text()
    const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN)
    return {
      status: response.status,
      body: json(text),
      retryAfter: Number.isFinite(retryAfter) ? retryAfter : undefined,
    }
  }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** No answer for longer than one is willing to wait; what became of the command is not known. */
export class Unreachable extends Error {}

export interface Patience {
  pause: Pause
  random: () => number
  /** Milliseconds for which one command is said again and again. */
  patience: number
  /** Once aborted, nothing is said again. */
  signal?: AbortSignal
  onRetry?: (why: string) => void
}

/** An answer 500 is a bug and seldom goes away. */
const BUG_TRIES = 6

/**
 * Says a command again, word for word, until it is answered: after a cut connection, “not now” (429, 502, 503, 504) and
 * a 500. It happens once all the same, because every command carries an id of its sender's (L4).
 * @throws Unreachable when the patience is over, or `signal` aborted while there was no answer
 */
export function persistent(call: Call, { pause, random, patience, signal, onRetry }: Patience): Call {
  return async (method, path, body, idempotencyKey) => {
    const since = performance.now()
    let bugs = 0
    for (let attempt = 0; ; attempt += 1) {
      const answer = await call(method, path, body, idempotencyKey).catch((error: unknown) => reason(error))
      if (typeof answer !== 'string' && !isTemporary(answer.status)) return answer
      if (typeof answer !== 'string' && answer.status === 500 && ++bugs >= BUG_TRIES) return answer
      const why = typeof answer === 'string' ? answer : `${answer.status}`
      if (signal?.aborted || performance.now() - since > patience) throw new Unreachable(`${method} ${path}: ${why}`)
      onRetry?.(why)
      const asked = typeof answer === 'string' ? undefined : answer.retryAfter
      await pause(
        asked === undefined
          ? random() * Math.min(2_000, 100 * 2 ** attempt)
          : Math.min(asked, 30) * 1_000 * (1 + random() / 4),
      )
    }
  }
}

const isTemporary = (status: number) => status === 429 || status >= 500

function reason(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  if (!(cause instanceof Error)) return String(error)
  const { code } = cause as NodeJS.ErrnoException
  return typeof code === 'string' ? code : cause.name
}
