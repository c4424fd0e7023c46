import type { FlagKind } from '../../../domain/flags.ts'
import type { Change } from '../live/board-store.ts'
import type { Clock } from '../live/clock.ts'

/** A new attention, as the toast tells it. `live`: it began while this screen was listening, so it may sound. */
export interface Alert {
  conversationId: string
  kind: FlagKind
  live: boolean
}

export interface AlertDeps {
  clock: Clock
  /** By the server’s clock, milliseconds since 1970: what was committed before this is catching up. */
  liveSince: () => number
  show: (alert: Alert) => void
  /** The attention is over: its toast has nothing to say any more. */
  over: (conversationId: string) => void
  sound: () => void
}

/** The shortest time between two sounds. */
export const QUIET = 10_000

/**
 * H13. One toast for each new attention, one sound for all that begin within ten seconds. An attention is new when a
 * flag is raised, or a snooze ends, where none was open; a release opens it again without a word.
 */
export function createAlerts({ clock, liveSince, show, over, sound }: AlertDeps) {
  let soundedAt = Number.NEGATIVE_INFINITY

  const alert = (conversationId: string, kind: FlagKind, live: boolean) => {
    show({ conversationId, kind, live })
    if (!live || clock.now() - soundedAt < QUIET) return
    soundedAt = clock.now()
    sound()
  }

  return {
    change: ({ event, before, after }: Change) => {
      const was = open(before)
      const now = open(after)
      const id = event.conversationId ?? ''
      if (was.length && !now.length) return over(id)
      const begins =
        event.type === 'flag.raised' ||
        (event.type === 'flag.reopened' && 'because' in event.data && event.data.because === 'snooze_over')
      const kind = now.at(-1)?.kind
      if (!begins || was.length || !kind) return
      alert(id, kind, Date.parse(event.at) >= liveSince())
    },
    /** A fresh snapshot after a gap: these need attention now, and did not before. */
    began: (ids: { conversationId: string; kind: FlagKind }[]) => {
      for (const { conversationId, kind } of ids) alert(conversationId, kind, false)
    },
  }
}

const open = (conversation: Change['after']) => conversation?.flags.filter((flag) => flag.state === 'open') ?? []
