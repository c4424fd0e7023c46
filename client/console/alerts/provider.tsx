import { useLocation, useNavigate } from '@solidjs/router'
import { createContext, createEffect, type JSX, onCleanup, untrack, useContext } from 'solid-js'
import { FlagKind, flagLabel } from '../../../domain/flags.ts'
import { Button, flagLook } from '../../ui/index.ts'
import { SHORT } from '../conversation/snooze.ts'
import { realClock } from '../live/clock.ts'
import { useLive } from '../live/live.tsx'
import { afterPicture } from '../live/next-frame.ts'
import { useToasts } from '../toasts/toasts.tsx'
import { type Alert, createAlerts } from './alerts.ts'
import { createTurn } from './one-tab.ts'
import { createReturnedToasts } from './returned.ts'
import { createSound, type Sound } from './sound.ts'
import { createTakenToasts } from './taken.tsx'
import { createToldToasts } from './told.tsx'

const AlertContext = createContext<Sound>()

/** Whether a new attention can be heard in this tab (H13). */
export function useAlerts(): Sound {
  const sound = useContext(AlertContext)
  if (!sound) throw new Error('useAlerts: no AlertProvider around this component')
  return sound
}

/** H13: a toast and a sound for each new attention, on every page of the console. */
export function AlertProvider(props: { sound?: Sound; children: JSX.Element }) {
  const { board, connection, time, onReload, command } = useLive()
  const toasts = useToasts()
  const navigate = useNavigate()
  const location = useLocation()
  const given = untrack(() => props.sound)
  const sound = given ?? createSound((open) => createEffect(() => board.loaded() && afterPicture(open)))
  const myTurn = createTurn('baton.sound', sound.on)
  const drop = (id: string) => toasts.drop(`attention ${id}`)

  const snooze = (id: string) => {
    drop(id)
    command(`/conversations/${id}/flags`, { as: 'snoozed', minutes: SHORT }).catch((error: Error) =>
      toasts.show({ tone: 'bad', title: 'Not snoozed.', body: () => error.message }),
    )
  }
  const show = ({ conversationId: id, kind }: Alert) => {
    const since = time.now()
    toasts.show({
      key: `attention ${id}`,
      tone: 'attn',
      icon: flagLook[kind].icon,
      title: board.card(id)?.openingQuestion ?? 'A conversation needs a person',
      body: () => <AttentionLine id={id} since={since} />,
      stays: null,
      // Whatever took it off the board, a removed service and a fresh snapshot too.
      holds: () => board.ranking.row(id)?.attention ?? false,
      foot: () => (
        <>
          <Button
            size="sm"
            variant="primary"
            onClick={() => {
              drop(id)
              navigate(`/handoff/${id}`)
            }}
          >
            Open
          </Button>
          <Button size="sm" onClick={() => snooze(id)}>
            Snooze {SHORT} min
          </Button>
        </>
      ),
    })
  }

  const alerts = createAlerts({
    clock: realClock,
    liveSince: () => connection.openedAt() + (time.now() - realClock.now()),
    show,
    over: drop,
    sound: () => myTurn() && sound.play(),
  })
  createReturnedToasts()
  createTakenToasts()
  createToldToasts()
  onCleanup(board.listen(alerts.change))
  // Who looks at it has seen it.
  createEffect(() => {
    const [, id] = /^\/(?:handoff|human-agents)\/([^/]+)/.exec(location.pathname) ?? []
    if (id) drop(decodeURIComponent(id))
  })
  onCleanup(
    onReload((ids) =>
      alerts.began(
        ids.flatMap((conversationId) => {
          const kind = board.ranking
            .row(conversationId)
            ?.conversation.flags.findLast((flag) => flag.state === 'open')?.kind
          return kind ? [{ conversationId, kind }] : []
        }),
      ),
    ),
  )
  onCleanup(() => given ?? sound.stop())
  return <AlertContext.Provider value={sound}>{props.children}</AlertContext.Provider>
}

/** “Negative Feedback, Thumbs Down · Customer Care · 2 min ago” */
function AttentionLine(props: { id: string; since: number }) {
  const { board, time } = useLive()
  const kinds = () => {
    const open = board.card(props.id)?.flags.filter((flag) => flag.state === 'open') ?? []
    return FlagKind.options.filter((kind) => open.some((flag) => flag.kind === kind)).map((kind) => flagLabel[kind])
  }
  const ago = () => {
    const minutes = Math.floor((time.ticking() - props.since) / 60_000)
    return minutes < 1 ? 'now' : `${minutes} min ago`
  }
  const parts = () => [kinds().join(', '), board.service(board.card(props.id)?.serviceId ?? '')?.name, ago()]
  return <>{parts().filter(Boolean).join(' · ')}</>
}
