import { useNavigate } from '@solidjs/router'
import { onCleanup } from 'solid-js'
import type { Person } from '../../../domain/actor.ts'
import type { Conversation } from '../../../domain/conversation.ts'
import type { Event } from '../../../domain/events.ts'
import { excerpt } from '../../../domain/text.ts'
import { Button } from '../../ui/index.ts'
import { nameOf } from '../conversation/card-facts.ts'
import { useLive } from '../live/live.tsx'
import { useSession } from '../session/session.tsx'
import { useToasts } from '../toasts/toasts.tsx'

/** What a colleague says to this person: in a whisper, or in a note that names them. */
interface Word {
  from: Person
  text: string
  how: 'whispers' | 'mentions'
}

/** Who is whispered to, or named in a note, is told on whatever page they are, until they have read it. Several of one conversation are counted. */
export function createToldToasts(): void {
  const { board } = useLive()
  const toasts = useToasts()
  const session = useSession()
  const navigate = useNavigate()
  const unread = new Map<string, number>()

  const tell = (id: string, conversation: Pick<Conversation, 'customer'> | null, { from, text, how }: Word) => {
    const key = `told ${id}`
    const count = (unread.get(id) ?? 0) + 1
    unread.set(id, count)
    const done = () => {
      unread.delete(id)
      toasts.drop(key)
    }
    const about = conversation ? nameOf(conversation) : 'a session'
    toasts.show({
      key,
      tone: 'plain',
      icon: how === 'whispers' ? 'whisper' : 'lock',
      title:
        how === 'whispers'
          ? `${from.name} whispers to you about ${about}`
          : `${from.name} mentions you in a note on ${about}`,
      body: () => `${excerpt(text)}${count > 1 ? ` (${count} unread here)` : ''}`,
      stays: null,
      foot: () => (
        <>
          <Button
            size="sm"
            variant="primary"
            onClick={() => {
              done()
              navigate(`/handoff/${id}`)
            }}
          >
            Open
          </Button>
          <Button size="sm" onClick={done}>
            Seen
          </Button>
        </>
      ),
    })
  }
  onCleanup(
    board.listen(({ event, before, after }) => {
      const word = wordTo(session.me.id, event as Event)
      if (word && event.conversationId) tell(event.conversationId, after ?? before, word)
    }),
  )
}

/** What an event says to a person; nobody is told what they said themselves. */
function wordTo(me: string, event: Event): Word | null {
  if (event.type === 'operator.whispered') {
    const { author, to, text } = event.data.whisper
    return to.id === me && author.id !== me ? { from: author, text, how: 'whispers' } : null
  }
  if (event.type !== 'note.added') return null
  const { author, mentions, text } = event.data.note
  const named = mentions?.some(({ id }) => id === me) && author.id !== me
  return named ? { from: author, text, how: 'mentions' } : null
}
