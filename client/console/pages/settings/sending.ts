import { createSignal } from 'solid-js'
import { Problem } from '../../live/api.ts'

/** Something that a form sends: whether it is under way, and why it was refused. */
export interface Sending<A extends unknown[]> {
  /** @returns whether it was accepted; while one is under way a second is not sent */
  send: (...input: A) => Promise<boolean>
  busy: () => boolean
  /** The sentence for the person. What belongs to a field is there as well, in `error`. */
  problem: () => string | null
  code: () => Problem['code'] | null
  requestId: () => string | undefined
  /** What is wrong with one field, in the server's words. */
  error: (field: string) => string | null
  /** For a place away from the fields: where to look, when the problem stands beside one of them. */
  aside: () => string | null
  clear: () => void
}

/** @example const sending = createSending(async (name: string) => { await api('/services', { method: 'POST', body: { name } }) }) */
export function createSending<A extends unknown[]>(run: (...input: A) => Promise<unknown>): Sending<A> {
  const [busy, setBusy] = createSignal(false)
  const [refused, setRefused] = createSignal<Problem | null>(null)
  return {
    busy,
    problem: () => refused()?.message ?? null,
    code: () => refused()?.code ?? null,
    requestId: () => requestIdOf(refused()),
    error: (field) => fieldErrors(refused())[field] ?? null,
    aside: () =>
      Object.keys(fieldErrors(refused())).length > 0
        ? 'Not saved. Look at what is marked in red.'
        : (refused()?.message ?? null),
    clear: () => setRefused(null),
    send: async (...input) => {
      if (busy()) return false
      setBusy(true)
      setRefused(null)
      try {
        await run(...input)
        return true
      } catch (error) {
        if (!(error instanceof Problem)) throw error
        setRefused(error)
        return false
      } finally {
        setBusy(false)
      }
    },
  }
}

/** The field-level messages of a refusal, by the name of the field, and of its part (`routing.needs`). The first one of each holds. */
export function fieldErrors(problem: Problem | null | undefined): Record<string, string> {
  const found: Record<string, string> = {}
  const errors = problem?.data['errors']
  for (const error of Array.isArray(errors) ? errors : []) {
    const { path, message } = error as { path?: unknown; message?: unknown }
    const [field, part] = (Array.isArray(path) ? path : String(path ?? '').split(/[./]/)).map(String).filter(Boolean)
    if (!field || typeof message !== 'string') continue
    found[field] ??= sentence(message)
    if (part) found[`${field}.${part}`] ??= sentence(message)
  }
  return found
}

/** The number for support, where the server gave one. */
export const requestIdOf = (error: unknown): string | undefined => {
  const id = error instanceof Problem ? error.data['requestId'] : undefined
  return typeof id === 'string' ? id : undefined
}

/** “must not be blank” → “Must not be blank.” */
const sentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?…]$/.test(text) ? '' : '.'}`
