import { createEffect, createMemo, createSignal, Match, on, onCleanup, onMount, Show, Switch, untrack } from 'solid-js'
import type { ConversationView } from '../../../../domain/wire.ts'
import { Banner, Button, Drawer, Failed, IconButton, Time, Transcript } from '../../../ui/index.ts'
import type { Acts } from '../../conversation/acts.ts'
import { AssignMenu } from '../../conversation/assign-menu.tsx'
import { nameOf } from '../../conversation/card-facts.ts'
import { createConversation } from '../../conversation/conversation.ts'
import { createLiveLog } from '../../conversation/live-log.ts'
import { ResolveQuestion } from '../../conversation/resolve-question.tsx'
import { TakenFrom } from '../../conversation/taken-from.tsx'
import { ConversationTranscript } from '../../conversation/transcript.tsx'
import { WhisperButton } from '../../conversation/whisper.tsx'
import { Problem } from '../../live/api.ts'
import { useLive } from '../../live/live.tsx'
import { useSession } from '../../session/session.tsx'
import type { Address } from './address.ts'
import { EarlierNotes } from './earlier-notes.tsx'
import { createEarlierNotes } from './earlier-sessions.ts'
import { Information } from './information.tsx'
import { ReplyArea } from './reply-area.tsx'

/** What keys do to an open chat from outside. */
export interface ChatHandle {
  reply: () => void
  note: () => void
  openAssign: () => void
  resolve: () => void
  information: () => void
}

interface ChatProps {
  id: string
  acts: Acts
  address: Address
  handle: (id: string, handle: ChatHandle | null) => void
}

/** One conversation that is open: its chat, and what is known beside it (F9–F15). */
export function Chat(props: ChatProps) {
  const id = untrack(() => props.id)
  const { card, problem } = createConversation(() => id)
  const current = () => props.address.open() === id
  return (
    <Show
      when={card()}
      fallback={
        <section class="panel chat" classList={{ current: current() }} aria-label="Conversation">
          <Missing error={problem()} onClose={() => props.address.close(id)} />
        </section>
      }
    >
      {(shown) => <Open {...props} card={shown()} current={current()} />}
    </Show>
  )
}

function Open(props: ChatProps & { card: ConversationView; current: boolean }) {
  const session = useSession()
  const id = untrack(() => props.id)
  const log = createLiveLog(id)
  const earlier = createEarlierNotes(() => props.card.previousId)
  const [assigning, setAssigning] = createSignal(false)
  const [resolving, setResolving] = createSignal(false)
  const [informed, setInformed] = createSignal(false)
  const [box, setBox] = createSignal<{ reply: () => void; note: () => void } | null>(null)
  onMount(() =>
    props.handle(id, {
      reply: () => box()?.reply(),
      note: () => box()?.note(),
      openAssign: () => setAssigning(true),
      resolve: () => mayResolve() && setResolving(true),
      information: () => setInformed((open) => !open),
    }),
  )
  onCleanup(() => props.handle(id, null))
  const owner = () => props.card.owner
  const others = () => (owner()?.id === session.me.id ? null : owner())
  const mayResolve = () => owner() !== null && props.card.status !== 'resolved'
  const hrefOf = (other: string) => props.address.to(other)
  return (
    <>
      {/* Whatever takes the focus in it makes it the one that keys act on. */}
      <section
        class="panel chat"
        classList={{ current: props.current }}
        aria-label={`Conversation with ${nameOf(props.card)}`}
        onFocusIn={() => props.address.turnTo(id)}
      >
        <header class="chat-head">
          <IconButton class="only-phone" icon="left" label="Back" onClick={() => props.address.close(id)} />
          <Heading card={props.card} current={props.current} />
          <span class="push" />
          <Here id={id} />
          <IconButton
            class="only-many"
            icon="columns"
            label={props.address.isKept(id) ? 'Do not keep open' : 'Keep open beside the next one'}
            aria-pressed={props.address.isKept(id)}
            onClick={() => props.address.keep(id)}
          />
          <IconButton class="to-info" icon="info" label="Information" onClick={() => setInformed(true)} />
          <Show when={props.card.status !== 'resolved'}>
            <AssignMenu card={props.card} acts={props.acts} open={assigning()} onOpenChange={setAssigning} owner />
          </Show>
          <Show when={mayResolve()}>
            <Button
              variant="danger"
              reason={props.acts.reason('resolve', props.card)}
              onClick={() => setResolving(true)}
            >
              Resolve
            </Button>
          </Show>
          <IconButton class="only-wide" icon="x" label="Close the chat" onClick={() => props.address.close(id)} />
        </header>
        <Show when={others()}>
          {(person) => (
            <Banner tone="blue" action={<WhisperButton card={props.card} acts={props.acts} small />}>
              <b>{person().name}</b> is handling this conversation
              <Show when={props.card.ownerSince}>
                {(since) => (
                  <>
                    , since <Time at={since()} />
                  </>
                )}
              </Show>
              . You can read along, and leave a private note.
              <TakenFrom card={props.card} />
            </Banner>
          )}
        </Show>
        <EarlierNotes sessions={earlier()} hrefOf={hrefOf} />
        <ConversationTranscript id={id} card={props.card} acts={props.acts} log={log} hrefOf={hrefOf} />
        <ReplyArea
          id={id}
          card={props.card}
          acts={props.acts}
          notes={log.events().filter(({ type }) => type === 'note.added').length}
          hrefOf={hrefOf}
          onAssign={() => setAssigning(true)}
          handle={setBox}
        />
      </section>
      <ResolveQuestion card={props.card} acts={props.acts} resolving={resolving()} onResolving={setResolving} />
      <Drawer open={informed()} title="Information" onClose={() => setInformed(false)}>
        <Information card={props.card} log={log} hrefOf={hrefOf} />
      </Drawer>
      <Show when={props.address.columns().length === 1}>
        <aside class="infobar" aria-label="Information">
          <Information card={props.card} log={log} hrefOf={hrefOf} />
        </aside>
      </Show>
    </>
  )
}

/** Its name, and where it comes from. It takes the focus when the chat opens, so that a screen reader begins there. */
function Heading(props: { card: ConversationView; current: boolean }) {
  const [heading, setHeading] = createSignal<HTMLElement>()
  onMount(() => props.current && heading()?.focus({ preventScroll: true }))
  return (
    <div class="who">
      <h2 tabindex="-1" class="clip" ref={setHeading} title={nameOf(props.card)}>
        {nameOf(props.card)}
      </h2>
      <span class="meta clip">
        {props.card.agent} · {props.card.channel} · since <Time at={props.card.startedAt} /> · turn {props.card.turn}
      </span>
    </div>
  )
}

/** Who else looks at it (B13). */
function Here(props: { id: string }) {
  const { moments } = useLive()
  const session = useSession()
  const names = createMemo(() =>
    moments
      .of(props.id)
      .viewers.filter(({ id }) => id !== session.me.id)
      .map(({ name }) => name.split(' ')[0]),
  )
  const words = () => (names().length > 2 ? `${names().length} others are here` : names().join(' and '))
  return (
    <Show when={names().length > 0}>
      <span class="chip here" role="status">
        {names().length > 2 ? words() : `${words()} ${names().length === 1 ? 'is' : 'are'} here`}
      </span>
    </Show>
  )
}

function Missing(props: { error: unknown; onClose: () => void }) {
  const missing = () => props.error instanceof Problem && props.error.status === 404
  const [heading, setHeading] = createSignal<HTMLElement>()
  createEffect(on(heading, (element) => element?.focus({ preventScroll: true })))
  return (
    <>
      <header class="chat-head">
        <IconButton class="only-phone" icon="left" label="Back" onClick={() => props.onClose()} />
        <div class="who">
          <h2 tabindex="-1" class="clip" ref={setHeading}>
            {props.error ? 'No conversation' : 'Loading…'}
          </h2>
        </div>
        <span class="push" />
        <IconButton class="only-wide" icon="x" label="Close the chat" onClick={() => props.onClose()} />
      </header>
      <Transcript>
        <Switch>
          <Match when={missing()}>
            <Failed title="There is no conversation at this address">
              It may belong to another workspace, or the link is incomplete.
            </Failed>
          </Match>
          <Match when={props.error}>
            <Failed title="The conversation could not be loaded">
              Nothing is lost: it is in the log. {props.error instanceof Problem ? props.error.message : ''}
            </Failed>
          </Match>
        </Switch>
      </Transcript>
    </>
  )
}
