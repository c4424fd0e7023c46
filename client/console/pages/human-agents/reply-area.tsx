import { A } from '@solidjs/router'
import { createEffect, createSignal, Match, on, onCleanup, Show, Switch, untrack } from 'solid-js'
import type { ConversationView } from '../../../../domain/wire.ts'
import { BoxTabs, Button, Count, Icon } from '../../../ui/index.ts'
import type { Acts } from '../../conversation/acts.ts'
import { useBusy } from '../../conversation/busy.ts'
import { carry } from '../../conversation/carry.ts'
import { Ended } from '../../conversation/ended.tsx'
import { Typed } from '../../conversation/typed.tsx'
import { useLive } from '../../live/live.tsx'
import type { Reader } from '../../live/outbox.ts'
import { useSession } from '../../session/session.tsx'

/**
 * Under the chat: where one writes, and who will read it (F11, F14). The input is there on an assigned conversation alone, and
 * Reply for its owner alone; where something is missing, it says why and what to do (F18).
 */
export function ReplyArea(props: {
  id: string
  card: ConversationView
  acts: Acts
  /** How many private notes this session has. */
  notes: number
  hrefOf: (conversationId: string) => string
  onAssign: () => void
  handle: (handle: { reply: () => void; note: () => void } | null) => void
}) {
  const session = useSession()
  const { drafts, outbox } = useLive()
  const id = untrack(() => props.id)
  const mine = () => props.card.owner?.id === session.me.id
  const ended = () => props.card.status === 'resolved'
  const typed = (reader: Reader) => drafts.read(id, reader).text !== ''
  const mayWrite = () => session.may('operator:write')
  // What is typed stays readable when the claim is lost or the session ends.
  const mayReply = () => mine() || typed('reply')
  const [chosen, setChosen] = createSignal<Reader>(untrack(() => (mayReply() ? 'reply' : 'note')))
  const [noting, setNoting] = createSignal(false)
  const reader = (): Reader => (mayReply() ? chosen() : 'note')
  const writes = () =>
    mayWrite() && (typed('reply') || typed('note') || (ended() ? noting() : props.card.owner !== null || noting()))
  let area: HTMLTextAreaElement | undefined
  const focus = () => queueMicrotask(() => area?.focus())
  const choose = (next: Reader) => {
    setChosen(next)
    focus()
  }

  outbox.resume(id, 'reply')
  outbox.resume(id, 'note')
  // Whoever gets it will answer; but what is typed as a note does not become a reply under one’s fingers.
  createEffect(
    on(mine, (now, before) => {
      const atNote = reader() === 'note' && document.activeElement === area
      if (now && before === false && !typed('note') && !atNote) choose('reply')
    }),
  )
  const note = () => {
    setNoting(true)
    choose('note')
  }
  untrack(() => props.handle({ reply: () => mayReply() && choose('reply'), note }))
  onCleanup(() => props.handle(null))

  const replyReason = () => (mayReply() ? null : ended() ? 'Session is already finished' : whoHolds(props.card))
  const firstName = () => props.card.customer.name?.split(' ')[0] ?? 'The customer'
  return (
    <div class="composer">
      <Colleague id={id} />
      <Show when={writes()}>
        <Typed
          id={id}
          card={props.card}
          acts={props.acts}
          reader={reader()}
          onReader={choose}
          enter="sends"
          readerText={`${firstName()} will read this`}
          tabs={
            <BoxTabs<Reader>
              value={reader()}
              tabs={[
                { value: 'reply', label: 'Reply', icon: 'send', reason: replyReason() },
                {
                  value: 'note',
                  label: 'Notes',
                  icon: 'lock',
                  end: (
                    <Show when={props.notes > 0}>
                      <Count value={props.notes} label={`${props.notes} so far`} />
                    </Show>
                  ),
                },
              ]}
              onChoose={choose}
            />
          }
          ref={(element) => (area = element)}
        />
      </Show>
      <Switch>
        <Match when={ended()}>
          <Ended
            card={props.card}
            acts={props.acts}
            kept={typed('reply')}
            hrefOf={props.hrefOf}
            onGoOn={(next) => carry(drafts, id, next)}
            onNote={note}
          />
          <span class="meta">
            It left this workspace.{' '}
            <A class="link" href={`/sessions/${id}`}>
              Read it in Sessions
            </A>
          </span>
        </Match>
        <Match when={!mayWrite()}>
          <WhyNoInput
            title="Your role can read here, and not write"
            text="Ask an administrator for the role Tenant Operator, on the Users tab of Identity."
          />
        </Match>
        <Match when={props.card.owner === null}>
          <Unassigned card={props.card} acts={props.acts} onAssign={props.onAssign} onNote={note} />
        </Match>
      </Switch>
    </div>
  )
}

const whoHolds = ({ owner }: ConversationView) =>
  owner ? `${owner.name} is handling this conversation` : 'Assign the conversation to yourself to reply'

/** F18, “No message input at the bottom of the chat”, “The Resolve button is missing”: nobody has it yet. */
function Unassigned(props: { card: ConversationView; acts: Acts; onAssign: () => void; onNote: () => void }) {
  const session = useSession()
  const busy = useBusy()
  const reason = () => props.acts.reason('takeOver', props.card)
  const claim = () => props.acts.assign(props.card.id, { id: session.me.id, name: session.me.name })
  return (
    <>
      <WhyNoInput
        title={
          props.card.status === 'paused'
            ? 'No message input: the conversation is unassigned'
            : 'No message input: the AI is answering'
        }
        text={reason() ?? 'Click Assign, then Me. Then you can reply, and Resolve is there, too.'}
      />
      <div class="acts">
        <Button variant="primary" busy={busy.is('claim')} reason={reason()} onClick={busy.run('claim', claim)}>
          Assign to me
        </Button>
        <Button icon="lock" onClick={() => props.onNote()}>
          Private note
        </Button>
        <Show when={props.card.status === 'paused'}>
          <Button
            icon="bot"
            busy={busy.is('resume')}
            reason={props.acts.reason('resume', props.card)}
            onClick={busy.run('resume', () => props.acts.resume(props.card.id))}
          >
            Resume AI
          </Button>
        </Show>
      </div>
    </>
  )
}

function WhyNoInput(props: { title: string; text: string }) {
  return (
    <p class="why-not">
      <Icon name="info" />
      <span>
        <b>{props.title}</b>
        <br />
        {props.text}
      </span>
    </p>
  )
}

/** Two must not answer at once: who else writes is said where one writes oneself (B13). */
function Colleague(props: { id: string }) {
  const { moments } = useLive()
  const session = useSession()
  const name = () => {
    const { operatorTyping } = moments.of(props.id)
    return operatorTyping === session.me.name ? null : operatorTyping
  }
  return (
    <Show when={name()}>
      {(who) => (
        <span class="meta" role="status">
          {who()} is typing a reply to the customer
        </span>
      )}
    </Show>
  )
}
