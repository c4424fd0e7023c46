import { createEffect, createMemo, createSignal, Match, on, onCleanup, Show, Switch } from 'solid-js'
import type { ConversationView } from '../../../../../domain/wire.ts'
import { Banner, Brief, Failed, Panel, PanelHeader, plural, Time, Transcript } from '../../../../ui/index.ts'
import type { Acts } from '../../../conversation/acts.ts'
import { nameOf } from '../../../conversation/card-facts.ts'
import { createConversation } from '../../../conversation/conversation.ts'
import { TakenFrom } from '../../../conversation/taken-from.tsx'
import { ConversationTranscript } from '../../../conversation/transcript.tsx'
import { Problem } from '../../../live/api.ts'
import { useLive } from '../../../live/live.tsx'
import { useSession } from '../../../session/session.tsx'
import { Composer, type ComposerHandle } from './composer.tsx'

/** One open conversation: who it is, what was said, who has it, what one may do (H9–H12). */
export function ConversationPanel(props: {
  id: string
  acts: Acts
  onClose: () => void
  handle: (handle: ComposerHandle | null) => void
}) {
  const { freshness, presence } = useLive()
  const { card, problem } = createConversation(() => props.id)
  createEffect(() => presence.look(props.id))
  onCleanup(() => presence.look(null))

  return (
    <Panel label={card() ? `Conversation with ${nameOf(card() as ConversationView)}` : 'Conversation'}>
      <Show when={card()} fallback={<Missing error={problem()} onClose={() => props.onClose()} />}>
        {(shown) => (
          <>
            <Head card={shown()} stale={!freshness.known()} onClose={() => props.onClose()} />
            <About card={shown()} />
            <Show when={props.id} keyed>
              {(id) => (
                <>
                  <ConversationTranscript id={id} card={shown()} acts={props.acts} />
                  <Composer id={id} card={shown()} acts={props.acts} handle={props.handle} />
                </>
              )}
            </Show>
          </>
        )}
      </Show>
    </Panel>
  )
}

/** Its name, its state, who else is looking. It takes the focus when it opens, and again for another conversation. */
function Head(props: { card: ConversationView; stale: boolean; onClose: () => void }) {
  const { moments } = useLive()
  const session = useSession()
  const [heading, setHeading] = createSignal<HTMLElement>()
  const id = createMemo(() => props.card.id)
  createEffect(on([id, heading], ([, element]) => element?.focus({ preventScroll: true })))
  const others = createMemo(() => moments.of(props.card.id).viewers.filter(({ id }) => id !== session.me.id))
  const here = () => {
    const names = others().map(({ name }) => name.split(' ')[0])
    if (names.length === 0) return undefined
    return names.length === 1
      ? `${names[0]} is here`
      : names.length === 2
        ? `${names[0]} and ${names[1]} are here`
        : `${names.length} others are here`
  }
  return (
    <PanelHeader
      ref={setHeading}
      title={nameOf(props.card)}
      status={props.stale ? 'unknown' : props.card.status}
      agent={props.card.agent}
      facts={
        <>
          {props.card.channel} · since <Time at={props.card.startedAt} /> · {plural(props.card.messageCount, 'message')}
        </>
      }
      here={here()}
      onClose={() => props.onClose()}
    />
  )
}

/** What it is about, and who has it: the blue banner names the other operator (H10). */
function About(props: { card: ConversationView }) {
  const session = useSession()
  const held = () => props.card.owner && props.card.owner.id !== session.me.id && props.card.owner
  const mood = () =>
    ({ angry: 'Angry', happy: 'Happy', neutral: undefined })[props.card.handoff?.sentiment ?? 'neutral']
  return (
    <>
      <Show when={props.card.handoff?.summary}>{(summary) => <Brief mood={mood()}>{summary()}</Brief>}</Show>
      <Show when={held()}>
        {(owner) => (
          <Banner tone="blue">
            <b>{owner().name}</b> is handling this conversation
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
    </>
  )
}

function Missing(props: { error: unknown; onClose: () => void }) {
  const missing = () => props.error instanceof Problem && props.error.status === 404
  return (
    <>
      <PanelHeader title={props.error ? 'No conversation' : 'Loading…'} onClose={() => props.onClose()} />
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
