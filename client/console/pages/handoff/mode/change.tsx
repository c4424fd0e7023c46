import { createSignal } from 'solid-js'
import type { Stats } from '../../../../../domain/board.ts'
import { type Claims, type Mode, modeLabel } from '../../../../../domain/mode.ts'
import type { ServiceView } from '../../../../../domain/wire.ts'
import { Problem } from '../../../live/api.ts'
import type { Live } from '../../../live/live.tsx'
import type { ToastRack } from '../../../toasts/toasts.tsx'
import { UndoButton } from './undo-button.tsx'

/** A mode that somebody chose and has not confirmed yet; without a service it is for all of them. */
export interface Wanted {
  service: ServiceView | null
  mode: Mode
}

/** How long a change may be undone from its toast, in milliseconds. */
const UNDO = 60_000

/** B3: asks before, says what changed, offers to undo. */
export function createModeChange({ board, command }: Pick<Live, 'board' | 'command'>, toasts: ToastRack) {
  const [wanted, want] = createSignal<Wanted | null>(null)
  const [saving, setSaving] = createSignal<Wanted | null>(null)

  const statsFor = (asked: Wanted): Stats => (asked.service ? board.statsOf(asked.service.id) : board.stats())

  const confirm = async (claims: Claims) => {
    const asked = wanted()
    if (!asked) return
    const { service, mode } = asked
    want(null)
    setSaving(asked)
    try {
      const changed = service
        ? [
            await command<ServiceView>(
              `/services/${service.id}/mode`,
              { mode, claims, expected: service.mode },
              { method: 'PUT' },
            ),
          ]
        : (await command<{ items: ServiceView[] }>('/modes', { mode, claims }, { method: 'PUT' })).items
      done(asked, changed)
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      refused(asked, error)
    } finally {
      setSaving(null)
    }
  }

  const done = (asked: Wanted, changed: ServiceView[]) => {
    const changeId = changed.find(({ before }) => before)?.before?.changeId
    const undo = async () => {
      drop()
      try {
        await command('/modes/undo', { changeId })
        toasts.show({ tone: 'ok', body: () => `Undone. ${asked.service?.name ?? 'All services'}: as before.` })
      } catch (error) {
        toasts.show({ tone: 'bad', title: 'Not undone.', body: () => (error as Error).message })
      }
    }
    const drop = toasts.show({
      key: keyOf(asked.service?.id),
      tone: 'ok',
      body: () => sentence(asked, statsFor(asked)),
      stays: UNDO,
      holds: stillSo(board, changed, changeId),
      ...(changeId && { action: () => <UndoButton for={UNDO} onUndo={() => void undo()} /> }),
    })
  }

  const refused = ({ service }: Wanted, problem: Problem) => {
    const now = problem.data['mode']
    const since = problem.code === 'mode_changed_since' && typeof now === 'string' && now in modeLabel
    toasts.show({
      key: keyOf(service?.id),
      tone: 'bad',
      title: 'Mode not changed.',
      body: () =>
        since
          ? `Somebody else set ${service?.name ?? 'it'} to ${modeLabel[now as Mode]} a moment before.`
          : problem.message,
      stays: since ? null : 12_000,
      holds: () => !service || board.service(service.id) !== undefined,
    })
  }

  return {
    wanted,
    saving,
    statsFor,
    choose: (service: ServiceView | null, mode: Mode) => want({ service, mode }),
    cancel: () => want(null),
    confirm,
  }
}

export type ModeChange = ReturnType<typeof createModeChange>

/** “Customer Care is now Human Only. 5 wait.” */
function sentence({ service, mode }: Wanted, stats: Stats): string {
  const what = service ? `${service.name} is now ${modeLabel[mode]}.` : `All services are now ${modeLabel[mode]}.`
  return stats.waiting ? `${what} ${stats.waiting} ${stats.waiting === 1 ? 'waits' : 'wait'}.` : what
}

const keyOf = (serviceId: string | undefined) => `mode ${serviceId ?? 'of all'}`

/** A change holds until a later one, its undoing, or the end of the services; its own event may come after its answer. */
function stillSo(board: Live['board'], changed: readonly ServiceView[], changeId: string | undefined): () => boolean {
  const ids = new Set(changed.map(({ id }) => id))
  let arrived = false
  return () => {
    const left = board.services().filter(({ id }) => ids.has(id))
    const holds = left.some(({ before }) => before?.changeId === changeId)
    arrived ||= holds
    return left.length > 0 && (holds || !arrived)
  }
}
