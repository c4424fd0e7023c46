import { A } from '@solidjs/router'
import { createSignal, Show } from 'solid-js'
import type { ConversationView } from '../../../../../domain/wire.ts'
import { Button, Confirm } from '../../../../ui/index.ts'
import type { Acts } from '../../../conversation/acts.ts'
import { AssignMenu } from '../../../conversation/assign-menu.tsx'
import { nameOf, nextSession } from '../../../conversation/card-facts.ts'
import { useBoard } from '../../../live/live.tsx'
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

/** A press that spins until it is answered. */
function useBusy() {
  const [busy, setBusy] = createSignal<string | null>(null)
  return {
    is: (what: string) => busy() === what,
    run: (what: string, act: () => Promise<boolean>) => async () => {
      if (busy()) return
      setBusy(what)
      await act()
      setBusy(null)
    },
  }
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

/** H10: another operator holds it. */
export function ActsOfOthers(props: About & { onNote: () => void }) {
  return (
    <>
      <Button variant="primary" size="wide" reason={props.acts.reason('takeOver', props.card)}>
        Take Over Conversation
      </Button>
      <div class="acts">
        <Button icon="lock" onClick={() => props.onNote()}>
          Private note
        </Button>
      </div>
    </>
  )
}

/**
 * laws.md, “an operator writes after resolve”: the session is over. What is left: to reopen it, while the customer has no
 * later one; else that one, which takes along what was typed.
 */
export function Ended(props: {
  card: ConversationView
  acts: Acts
  /** A reply that was not sent still stands in the box. */
  kept: boolean
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
          <A class="btn primary" href={`/handoff/${next()}`} onClick={() => props.onGoOn(next())}>
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

/** F15, in its words. */
function ResolveQuestion(props: About & Pick<Steering, 'resolving' | 'onResolving'>) {
  const busy = useBusy()
  const board = useBoard()
  const resolve = async () => {
    const done = await props.acts.resolve(props.card.id)
    props.onResolving(false)
    return done
  }
  return (
    <Confirm
      open={props.resolving}
      title="Are you sure you want to resolve this session?"
      text={`If ${props.card.customer.name ?? `the ${nameOf(props.card).toLowerCase().startsWith('visitor') ? 'visitor' : 'customer'}`} writes again, ${nextSession(board.service(props.card.serviceId))}.`}
      yes="Yes"
      no="No"
      danger
      busy={busy.is('resolve')}
      reason={props.acts.reason('resolve', props.card)}
      onClose={() => props.onResolving(false)}
      onYes={() => void busy.run('resolve', resolve)()}
    />
  )
}
