import { createEffect, createMemo, createResource, createSignal, Match, on, Show, Switch } from 'solid-js'
import type { ConversationView, SessionView } from '../../../../domain/wire.ts'
import { Button, Failed, Panel, PanelHeader, Time, Transcript } from '../../../ui/index.ts'
import type { Acts } from '../../conversation/acts.ts'
import { api, Problem } from '../../live/api.ts'
import { useLive } from '../../live/live.tsx'
import { channelName, titleOf } from './facts.ts'
import { Parameters } from './parameters.tsx'
import { SessionTranscript } from './transcript.tsx'

/** One session beside the list: read it, see who it was, hand it over (A2). */
export function SessionPanel(props: { id: string; listed: SessionView | undefined; acts: Acts; onClose: () => void }) {
  const { board } = useLive()
  const [asked, { refetch }] = createResource(
    () => (props.listed || board.card(props.id) ? null : props.id),
    (id) => api<ConversationView>(`/conversations/${encodeURIComponent(id)}`),
  )
  const card = (): ConversationView | undefined =>
    board.card(props.id) ??
    props.listed ??
    (asked.state === 'ready' && asked.latest.id === props.id ? asked.latest : undefined)
  const [heading, setHeading] = createSignal<HTMLElement>()
  createEffect(on([() => props.id, heading], ([, element]) => element?.focus({ preventScroll: true })))
  return (
    <Panel label="Session">
      <Show
        when={card()}
        fallback={<Missing error={asked.error} onRetry={() => void refetch()} onClose={() => props.onClose()} />}
      >
        {(shown) => (
          <>
            <PanelHeader
              ref={setHeading}
              title={titleOf(shown())}
              status={shown().status}
              agent={shown().agent}
              facts={
                <>
                  {channelName(shown().channel)} · since <Time at={shown().startedAt} />
                </>
              }
              onClose={() => props.onClose()}
            />
            <Show when={props.id} keyed>
              {(id) => (
                <>
                  <SessionTranscript id={id} card={shown()} />
                  <Parameters card={shown()} />
                  <HandOver card={shown()} acts={props.acts} />
                </>
              )}
            </Show>
          </>
        )}
      </Show>
    </Panel>
  )
}

/** “Hand over to the operator” (A2); while it cannot be, it says why, and can be focused (A4). */
function HandOver(props: { card: ConversationView; acts: Acts }) {
  const [busy, setBusy] = createSignal(false)
  const reason = createMemo(() => props.acts.reason('handOff', props.card))
  const handOver = async () => {
    setBusy(true)
    await props.acts.handOver(props.card.id)
    setBusy(false)
  }
  return (
    <div class="composer">
      <Button size="wide" icon="person" busy={busy()} reason={reason()} onClick={() => void handOver()}>
        Hand over to the operator
      </Button>
      <p class="meta centred">{reason() ?? 'The AI stops and the session waits in Human Agents, unassigned.'}</p>
    </div>
  )
}

function Missing(props: { error: unknown; onRetry: () => void; onClose: () => void }) {
  const missing = () => props.error instanceof Problem && [404, 422].includes(props.error.status)
  return (
    <>
      <PanelHeader title={props.error ? 'No session' : 'Loading…'} onClose={() => props.onClose()} />
      <Transcript>
        <Switch>
          <Match when={missing()}>
            <Failed title="There is no session at this address">
              It may belong to a service that you do not see, or the link is incomplete.
            </Failed>
          </Match>
          <Match when={props.error}>
            <Failed title="The session could not be loaded" onRetry={() => props.onRetry()}>
              Nothing is lost: it is in the log. {props.error instanceof Problem ? props.error.message : ''}
            </Failed>
          </Match>
        </Switch>
      </Transcript>
    </>
  )
}
