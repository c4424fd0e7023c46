import { type JSX, Match, Show, Switch } from 'solid-js'
import { waitedFor } from '../../../domain/urgency.ts'
import { type ConversationView, foldOf } from '../../../domain/wire.ts'
import { Mark, Wait, waited } from '../../ui/index.ts'
import { useLive } from '../live/live.tsx'
import { useSession } from '../session/session.tsx'
import { loudest } from './card-facts.ts'

/** A wait is late from here on, in milliseconds. */
export const LATE = 180_000

/** The third line of a card: how long the customer waits, and which words call for a person (B5, B6). */
export function Why(props: { card: ConversationView }) {
  const { board, time } = useLive()
  const session = useSession()
  const waits = () => {
    const service = board.service(props.card.serviceId)
    return service && !props.card.owner ? waitedFor(foldOf(props.card), service, time.ticking()) : 0
  }
  const flag = () => loudest(props.card)
  const parts = (): JSX.Element[] => [
    <Show when={waits() > 0}>
      <Wait for={waits()} late={waits() >= LATE} />
    </Show>,
    <Show when={flag()} fallback={<Last card={props.card} me={session.me.id} now={time.ticking()} />}>
      {(open) => (
        <>
          {waits() > 0 ? ' · ' : ''}
          {lead(open().kind, open().why.by)}“<Mark text={open().why.quote} cues={open().why.cues} />”
          <Show when={open().why.by === 'detector'}> · {open().why.score.toFixed(2)}</Show>
        </>
      )}
    </Show>,
  ]
  return <>{parts()}</>
}

const lead = (kind: string, by: string): string => {
  if (by === 'failure') return 'AI failed: '
  if (by === 'handoff') return kind === 'non_answer' ? 'AI gave up on ' : ''
  if (kind === 'non_answer') return 'AI said '
  return kind === 'thumbs_down' || by === 'customer' ? 'on ' : ''
}

/** Held by a person: who wrote last, and how long ago. */
function Last(props: { card: ConversationView; me: string; now: number }) {
  const ago = () => waited(props.now - Date.parse(props.card.lastMessage?.at ?? props.card.startedAt))
  const name = () => (props.card.owner?.id === props.me ? 'You' : (props.card.owner?.name.split(' ')[0] ?? 'Somebody'))
  return (
    <Show when={props.card.owner}>
      <Switch fallback={`AI wrote ${ago()} ago`}>
        <Match when={props.card.lastMessage?.role === 'customer'}>Customer wrote {ago()} ago</Match>
        <Match when={props.card.lastMessage?.role === 'operator'}>
          {name()} wrote {ago()} ago
        </Match>
      </Switch>
    </Show>
  )
}
