import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { z } from 'zod'
import { type Refusal, type RefusalCode, refuse, sentences } from '../../domain/refusal.ts'

/** The one table from what the rules refuse to HTTP (RFC 9457). */
const status: Record<RefusalCode, ContentfulStatusCode> = {
  not_found: 404,
  unauthorized: 401,
  forbidden: 403,
  invalid_input: 422,
  body_too_large: 413,
  unsupported_media_type: 415,
  wrong_origin: 403,
  too_many_requests: 429,
  unavailable: 503,
  internal: 500,
  id_reused: 409,
  id_taken: 409,
  already_claimed: 409,
  mode_forbids: 409,
  ended: 409,
  not_ended: 409,
  went_on: 409,
  already_with_people: 409,
  not_paused: 409,
  not_claimed: 409,
  handoff_not_allowed: 409,
  stale_turn: 409,
  ai_paused: 409,
  superseded: 409,
  unknown_message: 404,
  unknown_flag: 404,
  unknown_service: 404,
  unknown_operator: 404,
  service_gone: 409,
  mode_changed_since: 409,
  nothing_to_undo: 409,
  last_admin: 409,
  email_taken: 409,
  operator_required: 422,
  cursor_invalid: 422,
  already_offered: 409,
  not_offered: 409,
  not_waiting: 409,
  switched_off: 409,
  changed_since: 409,
  same_customer: 409,
  search_too_wide: 422,
  lease_lost: 409,
  unsupported_file: 415,
  too_many_files: 409,
  unknown_attachment: 422,
  shortcut_taken: 409,
  already_set_up: 409,
}

/** A refusal on its way out of a handler. */
export class Refused extends Error {
  readonly refusal: Refusal
  readonly retryAfter: number | undefined

  constructor(refusal: Refusal, retryAfter?: number) {
    super(refusal.detail)
    this.refusal = refusal
    this.retryAfter = retryAfter
  }
}

/** Ends a handler with a refusal. */
export const no = (code: RefusalCode, data: Refusal['data'] = {}, detail?: string): Refused =>
  new Refused(refuse(code, data, detail))

/**
 * Bad input. Each message goes on after the name of its field: “is missing”, “must be one line”.
 * @param whole what the field is part of, for errors that are not of one
 */
export function badInput(errors: { path: string; message: string }[], whole = 'The body'): Refused {
  const first = errors[0]
  return no('invalid_input', { errors }, first && `${first.path ? `\`${first.path}\`` : whole} ${first.message}.`)
}

export const Problem = z
  .looseObject({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    code: z.enum(Object.keys(sentences) as [RefusalCode, ...RefusalCode[]]),
    detail: z.string(),
    requestId: z.string(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .meta({
    id: 'Problem',
    description: 'RFC 9457, with a stable code, a sentence that a person can act on, and the request’s id',
  })

export function problem(c: Context, { refused, detail, data }: Refusal, retryAfter?: number): Response {
  const code = status[refused]
  const headers: Record<string, string> = { 'content-type': 'application/problem+json', 'cache-control': 'no-store' }
  if (refused === 'unavailable') headers['retry-after'] = '1'
  if (retryAfter !== undefined) headers['retry-after'] = String(retryAfter)
  if (refused === 'unauthorized') headers['www-authenticate'] = 'Bearer'
  const body = {
    ...data,
    type: 'about:blank',
    title: sentences[refused],
    status: code,
    code: refused,
    detail,
    requestId: c.get('requestId') ?? '',
  }
  return c.body(JSON.stringify(body), code, headers)
}
