import { batch, createMemo, createSignal } from 'solid-js'
import type { CustomerConversation } from '../../domain/wire.ts'
import { type Answer, createApi, type Retry } from './api.ts'
import type { Happening, Typing } from './customer-event.ts'
import type { Edges } from './edges.ts'
import { createFollower, type Link } from './follow.ts'
import { createKept, type Outgoing, type Session } from './kept.ts'
import { type Bubble, createOutbox } from './outbox.ts'
import { createRatings } from './ratings.ts'
import { type Line, unseen, withEvent } from './transcript.ts'
import { createTyping } from './typing.ts'
import { createVisit, type Visitor } from './visit.ts'

export interface ChatOptions {
  /** Where Baton is: scheme, host and port, without a slash at the end. */
  base: string
  serviceId: string
  visitor?: Visitor | undefined
}

export type Chat = ReturnType<typeof createChat>

/** A hidden tab lets go of its connection after this long, so that ten tabs of a shop do not use up the browser's six. */
const HIDDEN = 60_000

/** Everything that the widget knows and does, without a pixel: signals to read, and a few verbs. */
export function createChat(options: ChatOptions, edges: Edges) {
  const { serviceId } = options
  const api = createApi(options.base, edges)
  const kept = createKept(serviceId, edges)

  const [session, setSession] = createSignal(kept.session(), { equals: (a, b) => a?.conversationId === b?.conversationId })
  const [conversation, setConversation] = createSignal<CustomerConversation | null>(null)
  const [service, setService] = createSignal<{ name: string; agent: string } | 'unknown' | null>(null)
  const [lines, setLines] = createSignal<Line[]>([])
  const [link, setLink] = createSignal<Link>('idle')
  const [typing, setTyping] = createSignal<Typing | null>(null)
  const [seen, setSeen] = createSignal(session() ? kept.seen((session() as Session).conversationId) : 0)
  const [outgoing, setOutgoing] = createSignal<Bubble[]>([])
  const [online, setOnline] = createSignal(edges.online())

  const visit = createVisit({
    api,
    kept,
    edges,
    serviceId,
    visitor: options.visitor,
    onConversation: setConversation,
    onSession: (now) => enter(now),
  })

  const enter = (now: Session | null) => {
    const before = session()?.conversationId
    if (now?.conversationId === before) return
    batch(() => {
      setSession(now)
      setSeen(now ? kept.seen(now.conversationId) : 0)
      if (conversation()?.id !== now?.conversationId) setConversation(null)
    })
    follower.wake()
  }

  const send = async (message: Outgoing): Promise<Answer<unknown>> => {
    const begun = await visit.begin()
    if (!begun.ok) return begun
    const answer = await visit.authorised(begun.body, (mine) => post(mine, message))
    // The visit was over for good; the message goes into the next one.
    const lost = !answer.ok && !answer.retry && !visit.session()
    const final = lost ? await sendAnew(message) : answer
    if (final.ok) took(final.body)
    return final
  }
  const sendAnew = async (message: Outgoing): Promise<Answer<Sent>> => {
    const begun = await visit.begin()
    return begun.ok ? post(begun.body, message) : begun
  }
  const post = (mine: Session, { id, text }: Outgoing) =>
    api.call<Sent>(`/conversations/${mine.conversationId}/messages`, {
      method: 'POST',
      token: mine.customerToken,
      body: { id, role: 'customer', text },
    })
  const took = ({ conversation: now, customerToken }: Sent) => {
    if (now.id !== visit.session()?.conversationId && customerToken) visit.goOn(now, customerToken)
    else if (now.id === visit.session()?.conversationId) setConversation(now)
  }

  const ratings = createRatings({
    kept,
    send: async (messageId, rating) => {
      const mine = visit.session()
      if (!mine) return null
      return visit.authorised(mine, ({ conversationId, customerToken }) =>
        api.call(`/conversations/${conversationId}/feedback`, {
          method: 'POST',
          token: customerToken,
          body: { messageId, rating },
        }),
      )
    },
  })

  const outbox = createOutbox({
    kept,
    edges,
    lockName: `baton:${serviceId}:send`,
    send,
    sendRest: (): Promise<Retry | null> => ratings.sendAll(),
    onChange: setOutgoing,
  })

  const told = (event: Happening, conversationId: string) => {
    batch(() => {
      setLines((all) => withEvent(all, event, conversationId))
      setConversation((now) => (now?.id === conversationId ? after(now, event) : now))
      if (event.type !== 'message.added') return
      outbox.arrived(event.message.id)
      if (event.message.role === typing()?.who) setTyping(null)
    })
    // A notice with a new turn: control changed, and only the server knows to whom.
    if (event.type === 'message.added' && event.message.role === 'system') void look()
  }

  let looking = false
  const look = async () => {
    const mine = visit.session()
    if (looking || !mine) return
    looking = true
    const { conversationId, customerToken } = mine
    const answer = await api.call<CustomerConversation>(`/conversations/${conversationId}`, { token: customerToken })
    looking = false
    if (answer.ok && answer.body.id === session()?.conversationId) setConversation(answer.body)
  }

  let away = false
  const follower = createFollower({
    api,
    visit,
    edges,
    wanted: () => !away,
    onEvent: told,
    onReset: (id) => setLines((all) => all.filter((line) => line.in !== id)),
    onTyping: setTyping,
    onLink(now) {
      setLink(now)
      if (now !== 'live') return
      outbox.wake()
      if (!conversation()) void look()
    },
  })
  const typingOut = createTyping((now) => {
    const mine = visit.session()
    if (!mine || link() !== 'live') return
    const path = `/conversations/${mine.conversationId}/typing`
    void api.call(path, { method: 'POST', token: mine.customerToken, body: { typing: now } })
  })

  let hiding: ReturnType<typeof setTimeout> | undefined
  const onVisibility = () => {
    clearTimeout(hiding)
    if (!document.hidden) {
      away = false
      if (link() !== 'live') follower.wake()
      return
    }
    hiding = setTimeout(() => {
      away = true
      follower.wake()
    }, HIDDEN)
  }
  const onNetwork = () => {
    setOnline(edges.online())
    if (!edges.online()) return
    follower.wake()
    outbox.wake()
  }
  const stopListening = kept.onChange(() => {
    enter(kept.session())
    outbox.wake()
    ratings.reload()
    const mine = session()
    if (mine) setSeen(kept.seen(mine.conversationId))
  })
  window.addEventListener('online', onNetwork)
  window.addEventListener('offline', onNetwork)
  document.addEventListener('visibilitychange', onVisibility)
  outbox.wake()

  const lastSeq = createMemo(() => {
    const mine = session()?.conversationId
    return lines().reduce((last, line) => (line.in === mine ? Math.max(last, line.seq) : last), 0)
  })

  return {
    lines,
    outgoing,
    link,
    online,
    typing,
    service,
    session,
    /** The person who writes with the customer now. Until the server has been asked: whoever spoke last. */
    person: createMemo(() => {
      const known = conversation()
      return known ? known.person : lastSpeaker(lines(), session()?.conversationId)
    }),
    ended: createMemo(() => conversation()?.status === 'resolved'),
    rating: ratings.of,
    unread: createMemo(() => unseen(lines(), session()?.conversationId ?? '', seen())),
    kept,

    write(text: string) {
      typingOut.stop()
      outbox.write(text)
    },
    again: outbox.again,
    remove: outbox.remove,
    typed: typingOut.typed,
    rate(messageId: string, rating: 'up' | 'down') {
      ratings.rate(messageId, rating)
      outbox.wake()
    },
    /** All that is here has been before the customer's eyes. */
    looked() {
      const mine = session()
      if (!mine || lastSeq() <= seen()) return
      setSeen(lastSeq())
      kept.keepSeen(mine.conversationId, lastSeq())
    },
    /** Who this service is, asked once the panel opens. */
    async meet() {
      if (service() && service() !== 'unknown') return
      const answer = await api.call<{ name: string; agent: string }>(`/widget/services/${serviceId}`)
      if (answer.ok) setService(answer.body)
      else if (!answer.retry && answer.status === 404) setService('unknown')
    },
    stop() {
      clearTimeout(hiding)
      stopListening()
      window.removeEventListener('online', onNetwork)
      window.removeEventListener('offline', onNetwork)
      document.removeEventListener('visibilitychange', onVisibility)
      follower.stop()
      outbox.stop()
      typingOut.stop()
    },
  }
}

interface Sent {
  conversation: CustomerConversation
  customerToken?: string
}

/** What an event says about who holds the conversation; the server's own word, when it comes, counts more. */
function after(now: CustomerConversation, event: Happening): CustomerConversation {
  if (event.type === 'conversation.resolved') return { ...now, status: 'resolved', person: null }
  if (event.type !== 'message.added') return now
  const { role, author } = event.message
  return { ...now, person: role === 'operator' ? author : role === 'ai' ? null : now.person }
}

function lastSpeaker(lines: Line[], conversationId: string | undefined): string | null {
  const last = lines.findLast((line) => line.in === conversationId && line.kind === 'message' && line.role !== 'customer')
  return last?.kind === 'message' && last.role === 'operator' ? last.author : null
}
