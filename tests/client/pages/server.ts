import { vi } from 'vitest'

/** A request as the fake server saw it. */
export interface Seen {
  method: string
  path: string
  body: unknown
}

type Answer = { status?: number; body?: unknown; headers?: Record<string, string> } | undefined
export type Routes = Record<string, (seen: Seen) => Answer | unknown>

/**
 * The network’s edge: answers `METHOD /path` (without query) from `routes`, and remembers what was asked. What is not
 * listed is 404. A handler returns a body, or `reply(status, body)`.
 */
export function fakeServer(routes: Routes) {
  const seen: Seen[] = []
  vi.stubGlobal('fetch', async (input: RequestInfo | URL, init: RequestInit = {}) => {
    const url = new URL(String(input instanceof Request ? input.url : input), location.origin)
    const method = init.method ?? 'GET'
    const request: Seen = { method, path: url.pathname, body: init.body ? JSON.parse(String(init.body)) : undefined }
    seen.push(request)
    const handler = routes[`${method} ${url.pathname}`]
    if (!handler) return Response.json({ code: 'not_found', detail: 'There is nothing here.' }, { status: 404 })
    const answer = handler(request)
    if (answer instanceof Response) return answer
    if (answer === undefined) return new Response(null, { status: 204 })
    return Response.json(answer)
  })
  return {
    seen,
    asked: (method: string, path: string) => seen.filter((one) => one.method === method && one.path === path),
  }
}

/** An answer with a status of its own. */
export const reply = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  Response.json(body, { status, headers })

/** A refusal in the form of laws.md, Bad input. */
export const problem = (status: number, code: string, detail: string, more: object = {}) =>
  reply(status, { type: 'about:blank', title: detail, status, code, detail, requestId: 'req-1', ...more })
