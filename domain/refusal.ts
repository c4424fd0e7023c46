import type { Person } from './actor.ts'

/**
 * Every expected “no”, by its stable code, with the sentence that a person can act on. Sources: laws.md (Bad input,
 * Control), api.md, seeds/002 (“If the button is disabled”).
 */
export const sentences = {
  not_found: 'There is nothing here by that name, or it is not yours to see.',
  unauthorized: 'Sign in, or send a valid key or token.',
  forbidden: 'You do not have permission to do this.',
  invalid_input: 'The request is not of the form that this route takes.',
  body_too_large: 'The body is larger than this route takes.',
  unsupported_media_type: 'Send application/json.',
  wrong_origin: 'This request came from a page that may not make it.',
  too_many_requests: 'Too many requests. Wait a little and try again.',
  unavailable: 'The database cannot be reached. Try again in a moment; under the same id it happens once.',
  internal: 'Something went wrong on our side. Try again in a moment; under the same id it happens once.',
  id_reused: 'This id was used before with other content.',
  id_taken: 'Something else already has this id.',
  already_claimed: 'Another operator holds this conversation.',
  mode_forbids: 'The mode of this service does not allow this.',
  ended: 'Session is already finished',
  not_ended: 'This session is not finished: it can be taken over.',
  went_on: 'The customer went on in a new session.',
  already_with_people: 'Session is already handled by an operator',
  not_paused: 'The AI already answers in this conversation.',
  not_claimed: 'Nobody holds this conversation.',
  handoff_not_allowed: 'Human handoff is switched off for this service.',
  stale_turn: 'Control changed since this reply was begun. It was kept as a draft.',
  ai_paused: 'A person has this conversation. The reply was kept as a draft.',
  superseded: 'Somebody wrote in this conversation since this reply was begun.',
  unknown_message: 'This conversation has no AI reply by that id.',
  unknown_flag: 'This conversation has no such flag.',
  unknown_service: 'There is no service by that id that you can see.',
  unknown_operator: 'There is nobody by that id who may act as an operator.',
  service_gone: 'This service was deleted.',
  mode_changed_since: 'Somebody else changed the mode in the meantime.',
  nothing_to_undo: 'This change was undone already, or another came after it.',
  last_admin: 'A workspace keeps at least one administrator.',
  email_taken: 'Somebody in this workspace already has this e-mail address.',
  operator_required: 'With an API key, say for whom: operatorId in the body.',
  cursor_invalid: 'This is no cursor of this log. Read it from its start.',
  already_offered: 'This conversation is offered to another operator at this moment.',
  not_offered: 'This conversation is not offered to you any more.',
  not_waiting: 'This conversation does not wait for a person.',
  switched_off: 'Live operators are switched off in this workspace.',
  changed_since: 'Somebody else changed this in the meantime. Look at their change, and save yours again.',
  same_customer: 'These two are one record already.',
  search_too_wide:
    'This search took too long and was stopped. Narrow it: fewer days, one service, or a word that is said less often.',
  lease_lost: 'Another worker has this task.',
  unsupported_file: 'Only PNG, JPEG, GIF, WebP, PDF and plain text are taken, under a name that ends accordingly.',
  too_many_files: 'This conversation holds as many files as it may.',
  unknown_attachment: 'There is no file by that id here. Choose it again.',
  shortcut_taken: 'Another canned reply of this service has this shortcut.',
  already_set_up: 'This Baton already has an administrator. Sign in.',
} as const

export type RefusalCode = keyof typeof sentences

/** What a refusal may carry beside its code, as members of the problem document. */
export interface RefusalData {
  owner?: Person
  since?: string
  mode?: string
  turn?: number
  draftId?: string
  [key: string]: unknown
}

export interface Refusal {
  refused: RefusalCode
  detail: string
  data: RefusalData
}

/** An expected “no”: a value, never thrown inside domain/. */
export const refuse = (refused: RefusalCode, data: RefusalData = {}, detail: string = sentences[refused]): Refusal => ({
  refused,
  detail,
  data,
})

export const isRefusal = (value: unknown): value is Refusal =>
  typeof value === 'object' && value !== null && 'refused' in value
