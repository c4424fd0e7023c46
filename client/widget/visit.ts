import type { CustomerConversation } from '../../domain/wire.ts'
import type { Answer, Api, Refused, Retry } from './api.ts'
import type { Edges } from './edges.ts'
import { newSecret } from './ids.ts'
import type { Kept, Session } from './kept.ts'

export interface Visitor {
  name?: string | undefined
  email?: string | undefined
  externalId?: string | undefined
}

export interface Visit {
  session(): Session | null
  /** The session, begun now if there is none. Two tabs begin one. */
  begin(): Promise<Answer<Session>>
  /** A new token for one that was refused. A refusal means that this visit is over for good. */
  renew(refused: Session): Promise<Answer<Session>>
  /** A call with the token, and once more with a new one. */
  authorised<T>(session: Session, call: (session: Session) => Promise<Answer<T>>): Promise<Answer<T>>
  /** The customer went on in another session (laws.md: the customer writes after resolve). */
  goOn(conversation: CustomerConversation, customerToken: string): void
}

interface Deps {
  api: Api
  kept: Kept
  edges: Pick<Edges, 'lock' | 'newId'>
  serviceId: string
  visitor: Visitor | undefined
  onSession(session: Session | null): void
  onConversation(conversation: CustomerConversation): void
}

interface Opened {
  conversation: CustomerConversation
  customerToken: string
  visitorToken: string
}

/** Who this browser is to Baton: a token for one conversation, and the visitor token that renews it and is renewed with it. */
export function createVisit({ api, kept, edges, serviceId, visitor, onSession, onConversation }: Deps): Visit {
  const keep = ({ conversation, customerToken, visitorToken }: Opened): Session => {
    const session = { conversationId: conversation.id, customerToken, visitorToken }
    kept.keepSession(session)
    onSession(session)
    onConversation(conversation)
    return session
  }
  const forget = () => {
    kept.keepSession(null)
    onSession(null)
  }
  const alone = <T>(work: () => Promise<T>) => edges.lock(`baton:${serviceId}:session`, work)

  const open = async (customer: Visitor | undefined): Promise<Answer<Session>> => {
    const opening = kept.opening() ?? { id: edges.newId(), secret: newSecret() }
    kept.keepOpening(opening)
    const body = { ...opening, serviceId, ...(customer && { customer }) }
    const answer = await api.call<Opened>('/widget/conversations', { method: 'POST', body })
    if (!answer.ok && answer.retry) return answer
    kept.keepOpening(null)
    return answer.ok ? { ok: true, body: keep(answer.body) } : answer
  }

  const renew = (stale: Session) =>
    alone(async (): Promise<Answer<Session>> => {
      const now = kept.session()
      if (now && now.customerToken !== stale.customerToken) {
        onSession(now)
        return { ok: true, body: now }
      }
      const body = { visitorToken: (now ?? stale).visitorToken }
      const answer = await api.call<Opened>('/widget/token', { method: 'POST', body })
      if (answer.ok) return { ok: true, body: keep(answer.body) }
      if (!answer.retry && answer.code) forget()
      return answer
    })

  return {
    session: kept.session,
    begin: () =>
      alone(async () => {
        const now = kept.session()
        if (now) return { ok: true, body: now }
        const answer = await open(visitor)
        // The id of an opening whose answer never came may be taken by then, by ourselves.
        if (isRefused(answer, 409)) return open(visitor)
        // What the page says about its visitor may be no name and no address: the customer is let in all the same.
        return visitor && (isRefused(answer, 422) || isRefused(answer, 400)) ? open(undefined) : answer
      }),
    renew,
    async authorised(session, call) {
      const answer = await call(session)
      if (answer.ok || answer.retry || !isStranger(answer)) return answer
      const renewed = await renew(session)
      if (!renewed.ok) return renewed.retry || renewed.code ? renewed : later
      const second = await call(renewed.body)
      return !second.ok && !second.retry && second.status === 401 ? later : second
    },
    goOn(conversation, customerToken) {
      const now = kept.session()
      if (now) keep({ conversation, customerToken, visitorToken: now.visitorToken })
    },
  }
}

const later: Retry = { ok: false, retry: true, after: null }

/** Unknown and foreign look the same (L7), so a 404 may be a token's fault too. */
const isStranger = (answer: Refused) => answer.status === 401 || answer.status === 403 || answer.status === 404
const isRefused = (answer: Answer<unknown>, status: number) => !answer.ok && !answer.retry && answer.status === status
