import { type Accessor, createEffect, createResource, onCleanup } from 'solid-js'
import type { ConversationView } from '../../../domain/wire.ts'
import { api } from '../live/api.ts'
import { useBoard } from '../live/live.tsx'

/** One conversation as it stands now, on the board or long ended. `problem` says why there is none. */
export function createConversation(id: Accessor<string>): {
  card: Accessor<ConversationView | undefined>
  problem: Accessor<unknown>
} {
  const board = useBoard()
  const live = () => board.card(id())
  // One that ended before this tab opened, or was never on the board, is asked for by itself.
  const [asked, { refetch }] = createResource(
    () => (board.loaded() && !live() ? id() : null),
    (one) => api<ConversationView>(`/conversations/${encodeURIComponent(one)}`),
  )
  // While it is asked for again, the answer from before stands.
  const answered = () => (asked.state === 'ready' || asked.state === 'refreshing' ? asked.latest : undefined)
  createEffect(() => {
    const one = id()
    if (!live()) onCleanup(board.listen(({ event }) => event.conversationId === one && void refetch()))
  })
  return {
    card: () => live() ?? (answered()?.id === id() ? answered() : undefined),
    problem: () => asked.error,
  }
}
