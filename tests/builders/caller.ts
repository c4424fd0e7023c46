import { expect } from 'vitest'
import type { RefusalCode } from '../../domain/refusal.ts'

/** What came back, read. */
export interface Answer {
  status: number
  headers: Headers
  text: string
  /** The JSON of the body, or null where there is none. */
  // oxlint-disable-next-line typescript/no-explicit-any -- an answer may hold anything: what it holds is what tests ask
  body: any
  /** The same answer, if it has that status. */
  expect(status: number): Answer
  /** Fails unless this is a proper refusal: laws.md, Bad input. */
  refused(status: number, code: RefusalCode, more?: object): Answer
}

type Headers_ = Record<string, string>

/** Somebody who calls the API, with what they send along. */
export interface Caller {
  /** What goes with each request. */
  headers: Headers_
  /** Paths are below `/api/v1` unless they begin with `/api`, or with `//` for the root. */
  call(method: string, path: string, body?: unknown, headers?: Headers_): Promise<Answer>
  get(path: string, headers?: Headers_): Promise<Answer>
  post(path: string, body?: unknown, headers?: Headers_): Promise<Answer>
  put(path: string, body?: unknown, headers?: Headers_): Promise<Answer>
  patch(path: string, body?: unknown, headers?: Headers_): Promise<Answer>
  delete(path: string, headers?: Headers_): Promise<Answer>
  /** The whole address of a path. */
  at(path: string): string
}

/** A body that is sent as it is: bytes or text that need not be JSON. */
export const raw = (bytes: string | Uint8Array): Raw => ({ raw: bytes })
interface Raw {
  raw: string | Uint8Array
}
const isRaw = (body: unknown): body is Raw => typeof body === 'object' && body !== null && 'raw' in body

export function caller(url: () => string, own: Headers_): Caller {
  const at = (path: string) =>
    url() + (path.startsWith('//') ? path.slice(1) : path.startsWith('/api') ? path : `/api/v1${path}`)

  async function call(method: string, path: string, body?: unknown, headers: Headers_ = {}): Promise<Answer> {
    const sent = isRaw(body) ? body.raw : body === undefined ? undefined : JSON.stringify(body)
    const response = await fetch(at(path), {
      method,
      redirect: 'manual',
      headers: {
        ...(sent !== undefined && !isRaw(body) && { 'content-type': 'application/json' }),
        ...own,
        ...headers,
      },
      ...(sent !== undefined && { body: sent as BodyInit }),
    })
    return answer(`${method} ${path}`, response, await response.text())
  }

  return {
    headers: own,
    at,
    call,
    get: (path, headers) => call('GET', path, undefined, headers),
    post: (path, body, headers) => call('POST', path, body, headers),
    put: (path, body, headers) => call('PUT', path, body, headers),
    patch: (path, body, headers) => call('PATCH', path, body, headers),
    delete: (path, headers) => call('DELETE', path, undefined, headers),
  }
}

function answer(asked: string, { status, headers }: Response, text: string): Answer {
  const json = /\bjson\b/.test(headers.get('content-type') ?? '')
  const made: Answer = {
    status,
    headers,
    text,
    body: json && text !== '' ? JSON.parse(text) : null,
    expect(wanted) {
      if (status !== wanted) throw new Error(`${asked}: wanted ${wanted}, got ${status} ${text.slice(0, 500)}`)
      return made
    },
    refused(wanted, code, more = {}) {
      const context = `${asked}: ${text.slice(0, 500)}`
      expect({ status, code: made.body?.code }, context).toEqual({ status: wanted, code })
      expect(headers.get('content-type'), context).toMatch(/^application\/problem\+json/)
      expect(made.body, context).toMatchObject({
        type: 'about:blank',
        status: wanted,
        title: expect.stringMatching(/^[A-Z].{10,}/),
        detail: expect.stringMatching(/^.{10,}/),
        requestId: headers.get('x-request-id'),
        ...more,
      })
      expect(made.body.requestId, context).toMatch(/^[\w-]{20,}$/)
      expect(headers.get('cache-control'), context).toBe('no-store')
      expect(text, context).not.toMatch(/\bat .*:\d+:\d+|node_modules|\.ts\b/)
      return made
    },
  }
  return made
}
