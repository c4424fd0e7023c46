import { createResource } from 'solid-js'
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
  const [known] = createResource(() => api<Capabilities>('/capabilities').catch(unknown))
  return () => known.latest ?? unknown()
}
