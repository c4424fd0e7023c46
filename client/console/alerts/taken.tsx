import { useNavigate } from '@solidjs/router'
import { onCleanup } from 'solid-js'
import type { Conversation } from '../../../domain/conversation.ts'
import { Button } from '../../ui/index.ts'
import { nameOf } from '../conversation/card-facts.ts'
import { useLive } from '../live/live.tsx'
import { useSession } from '../session/session.tsx'
import { useToasts } from '../toasts/toasts.tsx'

type Told = Pick<Conversation, 'id' | 'forced' | 'customer' | 'version'>

/** B12: who loses a conversation to a supervisor is told on whatever page they are: to whom, and why. Until they have read it. */
export function createTakenToasts(): void {
  const { board, onReload } = useLive()
  const toasts = useToasts()
  const session = useSession()
  const navigate = useNavigate()
  const held = new Set<string>()
  const isMine = ({ owner }: Pick<Conversation, 'owner'>) => owner?.id === session.me.id

  const tell = ({ id, forced, customer, version }: Told) => {
    if (forced?.from.id !== session.me.id || forced.by.id === session.me.id) return
    const key = `taken ${id}`
    toasts.show({
      key,
      tone: 'plain',
      icon: 'person',
      title: `${forced.by.name} took over your conversation with ${nameOf({ customer })}`,
      body: () => forced.reason,
      stays: null,
      // Until it comes back; the card that is drawn may be a moment behind.
      holds: () => {
        const card = board.card(id)
        return !card || card.version <= version || !isMine(card)
      },
      foot: () => (
        <Button
          size="sm"
          onClick={() => {
            toasts.drop(key)
            navigate(`/handoff/${id}`)
          }}
        >
          Open
        </Button>
      ),
    })
  }
  const lookAgain = () => {
    const before = [...held]
    held.clear()
    for (const service of board.services())
      for (const { id, conversation } of board.ranking.rows(service.id, 'oldest'))
        if (isMine(conversation)) held.add(id)
    // A fresh picture after a gap: what happened in between was not heard.
    for (const id of before) {
      const card = board.card(id)
      if (card && !isMine(card)) tell(card)
    }
  }
  onCleanup(onReload(lookAgain))
  onCleanup(
    board.listen(({ before, after }) => {
      const id = (after ?? before)?.id
      if (!id) return
      if (after && isMine(after)) held.add(id)
      else if (held.delete(id) && after) tell(after)
    }),
  )
  lookAgain()
}
