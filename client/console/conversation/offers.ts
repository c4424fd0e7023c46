import { type Accessor, createSignal } from 'solid-js'
import { type CannedReply, filledIn, matching } from '../../../domain/canned-reply.ts'
import { excerpt } from '../../../domain/text.ts'
import type { ConversationView } from '../../../domain/wire.ts'
import type { Source } from '../../ui/index.ts'
import { api } from '../live/api.ts'
import { type Live, useLive } from '../live/live.tsx'
import { useSession } from '../session/session.tsx'

/** Asked for again when it is older than this, in milliseconds: an administrator may have changed them. */
const FRESH = 30_000

/** The canned replies of a console, asked for when they are wanted. */
function createCannedReplies() {
  const [all, setAll] = createSignal<readonly CannedReply[]>([])
  let askedAt = Number.NEGATIVE_INFINITY
  return (): readonly CannedReply[] => {
    if (performance.now() - askedAt > FRESH) {
      askedAt = performance.now()
      api<{ items: CannedReply[] }>('/canned-replies').then(
        ({ items }) => setAll(items),
        // The next slash asks again; without them one types as ever.
        () => {
          askedAt = Number.NEGATIVE_INFINITY
        },
      )
    }
    return all()
  }
}

const known = new WeakMap<Live, ReturnType<typeof createCannedReplies>>()

function useCannedReplies() {
  const live = useLive()
  const made = known.get(live) ?? createCannedReplies()
  known.set(live, made)
  return made
}

/** What the box offers while one types: canned replies after `/`, and in a note colleagues after `@`. */
export function useOffers(card: Accessor<ConversationView>, note: Accessor<boolean>): Accessor<readonly Source[]> {
  const { board } = useLive()
  const cannedReplies = useCannedReplies()
  const session = useSession()
  const replies: Source = {
    trigger: '/',
    label: 'Canned replies',
    choices: (typed) => {
      const { serviceId, customer } = card()
      const names = {
        customer: customer.name,
        operator: session.me.name,
        service: board.service(serviceId)?.name,
      }
      const mine = cannedReplies().filter((reply) => reply.serviceId === null || reply.serviceId === serviceId)
      return matching(mine, typed).map(({ id, shortcut, text }) => {
        const filled = filledIn(text, names)
        return { key: id, label: `/${shortcut}`, hint: excerpt(filled, 80), text: filled }
      })
    },
  }
  const colleagues: Source = {
    trigger: '@',
    label: 'Colleagues',
    choices: (typed) => {
      const word = typed.toLowerCase()
      return board
        .operators()
        .filter(({ id, name }) => id !== session.me.id && beginsAWord(name, word))
        .map(({ id, name, online }) => ({ key: id, label: name, hint: online ? 'here now' : '', text: `@${name}` }))
    },
  }
  return () => (note() ? [replies, colleagues] : [replies])
}

const beginsAWord = (name: string, typed: string) =>
  name
    .toLowerCase()
    .split(/\s+/)
    .some((word) => word.startsWith(typed))
