import { Show } from 'solid-js'
import type { ConversationView } from '../../../../../domain/wire.ts'
import { Button } from '../../../../ui/index.ts'
import type { Acts } from '../../../conversation/acts.ts'
import { ForceButton } from '../../../conversation/assign-dialog.tsx'
import { AssignMenu } from '../../../conversation/assign-menu.tsx'
import { useBusy } from '../../../conversation/busy.ts'
import { ResolveQuestion } from '../../../conversation/resolve-question.tsx'
import { WhisperButton } from '../../../conversation/whisper.tsx'
import { useSession } from '../../../session/session.tsx'
import { HeldFor } from './held-for.tsx'

interface About {
  card: ConversationView
  acts: Acts
}

interface Steering {
  assigning: boolean
  onAssigning: (open: boolean) => void
  resolving: boolean
  onResolving: (open: boolean) => void
}

/** H11, H12, F15: what the holder may do besides writing. */
export function ActsOfMine(props: About & Steering) {
  const busy = useBusy()
  return (
    <div class="acts">
      <Button
        icon="bot"
        busy={busy.is('resume')}
        reason={props.acts.reason('resume', props.card)}
        onClick={busy.run('resume', () => props.acts.resume(props.card.id))}
      >
        Resume AI
      </Button>
      <Button
        busy={busy.is('release')}
        reason={props.acts.reason('release', props.card)}
        onClick={busy.run('release', () => props.acts.release(props.card.id))}
      >
        Release
      </Button>
      <AssignMenu card={props.card} acts={props.acts} open={props.assigning} onOpenChange={props.onAssigning} />
      <ResolveButton {...props} />
      <Show when={props.card.ownerSince}>
        {(since) => (
          <span class="meta" style={{ 'flex-basis': '100%' }}>
            <HeldFor since={since()} />
          </span>
        )}
      </Show>
    </div>
  )
}

/** H10: nobody holds it. With the AI it can also be handed over without being taken (A2). */
export function ActsOfFree(props: About & Steering & { onNote: () => void }) {
  const busy = useBusy()
  return (
    <>
      <Button
        variant="primary"
        size="wide"
        busy={busy.is('take')}
        reason={props.acts.reason('takeOver', props.card)}
        onClick={busy.run('take', () => props.acts.takeOver(props.card.id))}
      >
        Take Over Conversation
      </Button>
      <div class="acts">
        <AssignMenu card={props.card} acts={props.acts} open={props.assigning} onOpenChange={props.onAssigning} />
        <Show
          when={props.card.status === 'paused'}
          fallback={
            <Button
              busy={busy.is('hand')}
              reason={props.acts.reason('handOff', props.card)}
              onClick={busy.run('hand', () => props.acts.handOver(props.card.id))}
            >
              Hand over to the operator
            </Button>
          }
        >
          <Button
            icon="bot"
            busy={busy.is('resume')}
            reason={props.acts.reason('resume', props.card)}
            onClick={busy.run('resume', () => props.acts.resume(props.card.id))}
          >
            Resume AI
          </Button>
        </Show>
        <Button icon="lock" onClick={() => props.onNote()}>
          Note
        </Button>
        <Show when={!props.acts.reason('takeOver', props.card)}>
          <span class="meta" style={{ 'flex-basis': '100%' }}>
            The customer is told that a person joined
          </span>
        </Show>
      </div>
      <ResolveQuestion {...props} />
    </>
  )
}

/** H10: another operator holds it. B12: a supervisor may take it all the same, and says why. */
export function ActsOfOthers(props: About & Pick<Steering, 'assigning' | 'onAssigning'> & { onNote: () => void }) {
  const session = useSession()
  return (
    <>
      <Button variant="primary" size="wide" reason={props.acts.reason('takeOver', props.card)}>
        Take Over Conversation
      </Button>
      <div class="acts">
        <Show when={session.may('operator:supervise')}>
          <ForceButton {...props} />
          <AssignMenu card={props.card} acts={props.acts} open={props.assigning} onOpenChange={props.onAssigning} />
        </Show>
        <WhisperButton card={props.card} acts={props.acts} />
        <Button icon="lock" onClick={() => props.onNote()}>
          Private note
        </Button>
      </div>
    </>
  )
}

function ResolveButton(props: About & Steering) {
  return (
    <>
      <Button
        class="push"
        variant="danger"
        reason={props.acts.reason('resolve', props.card)}
        onClick={() => props.onResolving(true)}
      >
        Resolve
      </Button>
      <ResolveQuestion {...props} />
    </>
  )
}
