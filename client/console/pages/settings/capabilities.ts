import { createSignal } from 'solid-js'
import { api } from '../../live/api.ts'

/** What this installation offers. */
export interface Capabilities {
  /** An OpenAI-compatible model is configured; undefined while that is not known. */
  model?: boolean
  /** Where customers and programs reach it. */
  publicUrl: string
}

const unknown = (): Capabilities => ({ publicUrl: location.origin })

/** Until the server has said, or where it cannot: nothing is ruled out, and the address is the one of this page. */
export function createCapabilities(): () => Capabilities {
  const [known, learn] = createSignal(unknown())
  // Not a resource: one that is read under the page's Suspense would blank the page while it loads.
  api<Capabilities>('/capabilities').then(learn, () => undefined)
  return known
}
