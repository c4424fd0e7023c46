import type { HttpBindings } from '@hono/node-server'
import type { Principal } from '../../domain/rights.ts'

/** What a request carries through Hono: Node's own request and response, its id, and who calls. */
export interface Env {
  Bindings: HttpBindings
  Variables: { requestId: string; principal: Principal | null; address: string }
}
