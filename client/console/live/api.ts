import type { RefusalCode } from '../../../domain/refusal.ts'

/** What the server refuses, as a value that a screen can show: a sentence for the person, a code for the program. */
export class Problem extends Error {
  readonly code: RefusalCode | 'offline'
  readonly status: number
  readonly data: Record<string, unknown>

  constructor(status: number, code: RefusalCode | 'offline', detail: string, data: Record<string, unknown> = {}) {
    super(detail)
    this.status = status
    this.code = code
    this.data = data
  }
}

export interface Call {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  body?: unknown
  /** Say it again under the same key and it happens once (L4). Give one for whatever may be sent twice. */
  key?: string
  signal?: AbortSignal
}

/**
 * One call of the API under `/api/v1`, as the person who is signed in.
 * @throws Problem for every refusal, and with code `offline` when the server could not be reached: nothing is known of the outcome then
 */
export async function api<T>(path: string, { method = 'GET', body, key, signal }: Call = {}): Promise<T> {
  const headers: Record<string, string> = { accept: 'application/json' }
  // A file goes as it is.
  const file = body instanceof Blob ? body : null
  if (body !== undefined) headers['content-type'] = file ? 'application/octet-stream' : 'application/json'
  if (key) headers['idempotency-key'] = key
  const init: RequestInit = { method, headers, credentials: 'same-origin' }
  if (body !== undefined) init.body = file ?? JSON.stringify(body)
  if (signal) init.signal = signal
  const response = await fetch(`/api/v1${path}`, init).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new Problem(0, 'offline', 'The server cannot be reached. What you wrote is kept.')
  })
  if (response.status === 204) return undefined as T
  const answer = await response.json().catch(() => null)
  if (response.ok) return answer as T
  const {
    code = 'internal',
    detail,
    title,
    ...data
  } = (answer ?? {}) as { code?: RefusalCode; detail?: string; title?: string }
  throw new Problem(response.status, code, detail ?? title ?? 'The server answered with an error.', data)
}
