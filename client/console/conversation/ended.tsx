import { A } from '@solidjs/router'
import { Show } from 'solid-js'
import type { ConversationView } from '../../../domain/wire.ts'
import { Button } from '../../ui/index.ts'
import { useBoard } from '../live/live.tsx'
import type { Acts } from './acts.ts'
import { useBusy } from './busy.ts'
import { nextSession } from './card-facts.ts'

/**
 * laws.md, “an operator writes after resolve”: the session is over. What is left: to reopen it, while the customer has no
 * later one; else that one, which takes along what was typed.
 */
export function Ended(props: {
  card: ConversationView
  acts: Acts
  /** A reply that was not sent still stands in the box. */
  kept: boolean
  hrefOf: (conversationId: string) => string
  onGoOn: (nextId: string) => void
  onNote: () => void
}) {
  const board = useBoard()
  const busy = useBusy()
  return (
    <div class="acts">
      <span class="meta" style={{ 'flex-basis': '100%' }}>
        Session is already finished.{' '}
        <Show
          when={props.card.nextId}
          fallback={<>If the customer writes again, {nextSession(board.service(props.card.serviceId))}.</>}
        >
          The customer went on in a new one.
        </Show>
        <Show when={!props.acts.reason('reopen', props.card)}>
          {' '}
          Whoever reopens it holds it, and the customer is told that a person joined.
        </Show>
      </span>
      <Show when={props.card.nextId}>
        {(next) => (
          <A class="btn primary" href={props.hrefOf(next())} onClick={() => props.onGoOn(next())}>
            {props.kept ? 'Take the text to the new session' : 'Open the new session'}
          </A>
        )}
      </Show>
      <Show when={!props.card.nextId && !props.kept}>
        <Button
          busy={busy.is('reopen')}
          reason={props.acts.reason('reopen', props.card)}
          onClick={busy.run('reopen', () => props.acts.reopen(props.card.id))}
        >
          Reopen
        </Button>
      </Show>
      <Button icon="lock" onClick={() => props.onNote()}>
        Private note
      </Button>
    </div>
  )
}
