import type { Edges } from './edges.ts'

/**
 * What came of a call. `retry`: nothing is known of the outcome, or the server asks to come back; the same call may be
 * made again. Else the server said no, with a stable `code` when the no is Baton's own and not some proxy's.
 */
export type Answer<T> = { ok: true; body: T } | Retry | Refused
export interface Retry {
  ok: false
  retry: true
  /** Milliseconds that the server asked for. */
  after: number | null
}
export interface Refused {
  ok: false
  retry: false
  status: number
  code: string | null
  detail: string
}

export interface Call {
  method?: 'GET' | 'POST'
  body?: unknown
  token?: string | undefined
  signal?: AbortSignal
  /** Milliseconds after which it is given up: a file takes its time. */
  patience?: number
}

export interface Api {
  call<T>(path: string, call?: Call): Promise<Answer<T>>
  /** A response whose body is still to be read: the stream. */
  open(path: string, token: string, signal: AbortSignal): Promise<Answer<Response>>
}

const PATIENCE = 20_000

/** Calls under `/api/v1` of Baton at `base`. Never throws, never sends a cookie: the token says who this is. */
export function createApi(base: string, edges: Pick<Edges, 'fetch' | 'now'>): Api {
  const send = async (path: string, call: Call, signal: AbortSignal): Promise<Answer<Response>> => {
    const headers: Record<string, string> = {}
    if (call.token) headers.authorization = `Bearer ${call.token}`
    const file = call.body instanceof Blob ? call.body : null
    if (call.body !== undefined) headers['content-type'] = file ? 'application/octet-stream' : 'application/json'
    const init: RequestInit = { method: call.method ?? 'GET', headers, credentials: 'omit', cache: 'no-store', signal }
    if (call.body !== undefined) init.body = file ?? JSON.stringify(call.body)
    const response = await edges.fetch(`${base}/api/v1${path}`, init).catch(() => null)
    if (!response) return unreached
    if (response.ok) return { ok: true, body: response }
    if (comesBack(response.status)) {
      return {
        ok: false,
        retry: true,
        after: retryAfter(response.headers.get('retry-after'), edges.now()),
      }
    }
    return refused(response)
  }

  return {
    open: (path, token, signal) => send(path, { token }, signal),
    async call<T>(path: string, call: Call = {}): Promise<Answer<T>> {
      const limit = new AbortController()
      const timer = setTimeout(() => limit.abort(), call.patience ?? PATIENCE)
      const giveUp = () => limit.abort()
      call.signal?.addEventListener('abort', giveUp)
      try {
        const answer = await send(path, call, limit.signal)
        if (!answer.ok || answer.body.status === 204) return answer as Answer<T>
        const body = await answer.body.json().catch(() => null)
        return body === null ? unreached : { ok: true, body }
      } finally {
        clearTimeout(timer)
        call.signal?.removeEventListener('abort', giveUp)
      }
    },
  }
}

const unreached: Retry = { ok: false, retry: true, after: null }

const comesBack = (status: number) => status >= 500 || status === 408 || status === 425 || status === 429

/** Seconds or a date, as RFC 9110 (10.2.3) has it; in milliseconds from now, at most ten minutes. */
export function retryAfter(header: string | null, now: number): number | null {
  if (!header) return null
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), 600_000) : null
}

async function refused(response: Response): Promise<Refused> {
  const problem = (await response.json().catch(() => null)) as {
    code?: unknown
    detail?: unknown
    title?: unknown
  } | null
  const words = [problem?.detail, problem?.title].find(
    (text): text is string => typeof text === 'string' && text !== '',
  )
  return {
    ok: false,
    retry: false,
    status: response.status,
    code: typeof problem?.code === 'string' ? problem.code : null,
    detail: words ?? `The service refused this (${response.status}).`,
  }
}
