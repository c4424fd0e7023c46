import { onCleanup } from 'solid-js'
import { modeLabel } from '../../../domain/mode.ts'
import { useBoard } from '../live/live.tsx'
import { useSession } from '../session/session.tsx'
import { useToasts } from '../toasts/toasts.tsx'

/** B3, L10: who loses conversations to a change of the mode is told: how many, where to, and who did it. Undone, it is no more. */
export function createReturnedToasts(): void {
  const board = useBoard()
  const toasts = useToasts()
  const session = useSession()
  onCleanup(
    board.onReturned(({ service, conversations }) => {
      const mine = conversations.filter(({ owner }) => owner?.id === session.me.id).length
      if (!mine) return
      const { id, name, mode, epoch, modeSet } = service
      toasts.show({
        key: `returned ${id}`,
        tone: 'plain',
        title: `${mine} of your conversations ${mine === 1 ? 'was' : 'were'} returned to the ${mode === 'human_only' ? 'queue' : 'AI'}`,
        body: () => `${modeSet?.by ?? 'Somebody'} set ${name} to ${modeLabel[mode]}.`,
        stays: null,
        holds: () => (board.service(id)?.epoch ?? -1) >= epoch,
      })
    }),
  )
}
