import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'

/** What a customer's token says: one conversation of one workspace, until a time in milliseconds since 1970. */
export interface CustomerClaim {
  workspaceId: string
  conversationId: string
  expiresAt: number
}

const HOUR = 3_600_000
const Claim = z.object({ w: z.uuid(), c: z.uuid(), x: z.number().int() })

/** Signed tokens of an hour for one conversation; nothing of them is stored. */
export interface CustomerTokens {
  make(claim: Omit<CustomerClaim, 'expiresAt'>): string
  /** Null for what was forged, cut or has expired. */
  read(token: string): CustomerClaim | null
}

export function customerTokens(secret: string, now: () => number): CustomerTokens {
  const sign = (body: string) => createHmac('sha256', secret).update(`customer.${body}`).digest('base64url')
  return {
    make({ workspaceId, conversationId }) {
      const body = Buffer.from(JSON.stringify({ w: workspaceId, c: conversationId, x: now() + HOUR })).toString(
        'base64url',
      )
      return `ct_${body}.${sign(body)}`
    },
    read(token) {
      const found = /^ct_([\w-]{20,400})\.([\w-]{43})$/.exec(token)
      const [, body, mark] = found ?? []
      if (!body || !mark || !timingSafeEqual(Buffer.from(sign(body)), Buffer.from(mark))) return null
      const parsed = Claim.safeParse(JSON.parse(Buffer.from(body, 'base64url').toString()))
      if (!parsed.success || parsed.data.x <= now()) return null
      return { workspaceId: parsed.data.w, conversationId: parsed.data.c, expiresAt: parsed.data.x }
    },
  }
}
