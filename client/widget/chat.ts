import { batch, createMemo, createSignal, untrack } from 'solid-js'
import type { CustomerConversation } from '../../domain/wire.ts'
import { type Answer, createApi } from './api.ts'
import { attend } from './attend.ts'
import type { Happening, SentFile } from './customer-event.ts'
import { createEarlier } from './earlier.ts'
import type { Edges } from './edges.ts'
import { createFiles } from './files.ts'
import { createFollower, type Link } from './follow.ts'
import { createKept, type Outgoing, type Session } from './kept.ts'
import { type Bubble, createOutbox } from './outbox.ts'
import { createRatings } from './ratings.ts'
import { type Line, lastSeq, lastSpeaker, looksForPerson, unseen, withEvent } from './transcript.ts'
import { createTrouble } from './trouble.ts'
import { createTypingIn, createTypingOut } from './typing.ts'
import { createVisit, type Visitor } from './visit.ts'

export interface ChatOptions {
  /** Where Baton is: scheme, host and port, without a slash at the end. */
  base: string
  serviceId: string
  visitor?: Visitor | undefined
}

export type Chat = ReturnType<typeof createChat>

/** Everything that the widget knows and does, without a pixel: signals to read, and a few verbs. */
export function createChat(options: ChatOptions, edges: Edges) {
  const { serviceId } = options
  const api = createApi(options.base, edges)
  const kept = createKept(serviceId, edges)
  const first = kept.session()

  const [conversationId, setConversationId] = createSignal(first?.conversationId ?? null)
  const [conversation, setConversation] = createSignal<CustomerConversation | null>(null)
  const [service, setService] = createSignal<{ name: string; agent: string } | 'unknown' | null>(null)
  const [lines, setLines] = createSignal<Line[]>([])
  const [link, setLink] = createSignal<Link>('idle')
  const [typing, hearTyping] = createTypingIn()
  const [seen, setSeen] = createSignal(first ? kept.seen(first.conversationId) : 0)
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

  /** The conversation that this browser is in, after it may have become another one. */
  const enter = (now: Session | null) => {
    const id = now?.conversationId ?? null
    setSeen(id ? kept.seen(id) : 0)
    if (id === conversationId()) return
    batch(() => {
      setConversationId(id)
      if (conversation()?.id !== id) setConversation(null)
    })
    follower.wake()
  }

  const post = (mine: Session, { id, text, files }: Outgoing) =>
    api.call<Sent>(`/conversations/${mine.conversationId}/messages`, {
      method: 'POST',
      token: mine.customerToken,
      body: { id, role: 'customer', text, ...(files && { attachments: files.map((file) => file.id) }) },
    })
  const send = async (message: Outgoing): Promise<Answer<unknown>> => {
    const begun = await visit.begin()
    if (!begun.ok) return begun
    let answer = await visit.authorised(begun.body, (mine) => post(mine, message))
    if (!answer.ok && !answer.retry && !visit.session()) {
      // The visit was over for good; the message goes into the next one.
      const anew = await visit.begin()
      answer = anew.ok ? await post(anew.body, message) : anew
    }
    if (!answer.ok) return answer
    took(answer.body)
    if (link() === 'waiting') follower.wake()
    return answer
  }
  const took = ({ conversation: now, customerToken }: Sent) => {
    if (now.id === visit.session()?.conversationId) setConversation(now)
    else if (customerToken) visit.goOn(now, customerToken)
  }

  const isShown = (id: string) => lines().some((line) => line.in === id)
  const earlier = createEarlier({
    api,
    kept,
    isShown,
    onLines: (found) => setLines((all) => [...found.filter(({ in: id }) => !isShown(id)), ...all]),
  })

  const ratings = createRatings({
    kept,
    send: async (messageId, rating) => {
      const mine = visit.session()
      if (!mine) return null
      return visit.authorised(mine, (now) =>
        api.call(`/conversations/${now.conversationId}/feedback`, {
          method: 'POST',
          token: now.customerToken,
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
    sendRest: ratings.sendAll,
    onChange: setOutgoing,
  })

  const told = (event: Happening, id: string) => {
    batch(() => {
      setLines((all) => withEvent(all, event, id))
      setConversation((now) => (now?.id === id ? after(now, event) : now))
      if (event.type !== 'message.added') return
      outbox.arrived(event.message.id)
      // A notice tells of another in control: who was writing until then does not go on.
      if (event.message.role === typing()?.who || event.message.role === 'system') hearTyping(null)
    })
    // A notice may tell of another in control, and only the server knows whom.
    if (event.type === 'message.added' && event.message.role === 'system') void look()
  }

  let looking = false
  const look = async () => {
    const mine = visit.session()
    if (looking || !mine) return
    looking = true
    const path = `/conversations/${mine.conversationId}`
    const answer = await api.call<CustomerConversation>(path, { token: mine.customerToken })
    looking = false
    if (answer.ok && answer.body.id === conversationId()) setConversation(answer.body)
  }

  const attention = attend({
    online: edges.online,
    onNetwork(now) {
      setOnline(now)
      follower.wake()
      if (now) outbox.wake()
    },
    onFront() {
      if (link() !== 'live' || follower.isQuiet()) follower.wake()
    },
    onAway: () => follower.wake(),
  })
  const follower = createFollower({
    api,
    visit,
    edges,
    wanted: () => !attention.isAway(),
    onEvent: told,
    onReset: (id) => setLines((all) => all.filter((line) => line.in !== id)),
    onTyping: hearTyping,
    onLink(now) {
      setLink(now)
      if (now !== 'live') return
      outbox.wake()
      if (!conversation()) void look()
    },
  })
  const typingOut = createTypingOut((now) => {
    const mine = visit.session()
    if (!mine || link() !== 'live') return
    const path = `/conversations/${mine.conversationId}/typing`
    void api.call(path, { method: 'POST', token: mine.customerToken, body: { typing: now } })
  })
  const fromOtherTab = () => {
    enter(kept.session())
    outbox.wake()
    ratings.reload()
  }
  const stopListening = kept.onChange(() => untrack(fromOtherTab))
  outbox.wake()

  /** The person who writes with the customer now. Until the server has been asked: whoever spoke last. */
  const person = createMemo(() => {
    const known = conversation()
    return known ? known.person : lastSpeaker(lines(), conversationId())
  })
  /** A person was promised, and none has come yet. */
  const awaited = createMemo(() => person() === null && looksForPerson(lines(), conversationId()))
  const trouble = createTrouble(link, online)
  /** There was a session before this one, and this browser may not read it any more. */
  const forgotten = createMemo(() => {
    const before = conversation()?.previousId
    return before != null && earlier.isDone() && !isShown(before)
  })
  const ended = createMemo(() => conversation()?.status === 'resolved')
  const unread = createMemo(() => unseen(lines(), conversationId(), seen()))

  return {
    conversationId,
    service,
    lines,
    outgoing,
    link,
    online,
    trouble,
    recalling: earlier.isReading,
    forgotten,
    typing,
    person,
    awaited,
    ended,
    unread,
    rating: ratings.of,
    kept,

    write(text: string, files: SentFile[] = []) {
      typingOut.stop()
      outbox.write(text, files)
    },
    files: createFiles({ api, visit, kept, edges }),
    again: outbox.again,
    remove: outbox.remove,
    typed: typingOut.typed,
    rate(messageId: string, rating: 'up' | 'down') {
      ratings.rate(messageId, rating)
      outbox.wake()
    },
    /** All that is here has been before the customer's eyes. */
    looked() {
      const id = conversationId()
      const last = lastSeq(lines(), id)
      if (!id || last <= seen()) return
      setSeen(last)
      kept.keepSeen(id, last)
    },
    /** Who this service is, and what was said before: asked once the panel opens. */
    async meet() {
      void earlier.read()
      if (service() && service() !== 'unknown') return
      const answer = await api.call<{ name: string; agent: string }>(`/widget/services/${serviceId}`)
      if (answer.ok) setService(answer.body)
      else if (!answer.retry && answer.code) setService('unknown')
    },
    stop() {
      stopListening()
      attention.stop()
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
  // What is said after the end is said because the session was reopened.
  return { ...now, status: 'open', person: role === 'operator' ? author : role === 'ai' ? null : now.person }
}
