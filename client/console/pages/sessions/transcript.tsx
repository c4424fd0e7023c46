import { A } from '@solidjs/router'
import { createMemo, For, Match, onCleanup, onMount, Show, Switch, untrack } from 'solid-js'
import type { ConversationView } from '../../../../domain/wire.ts'
import { Bubble, Draft, Failed, Marker, Note, Stretch, Transcript, WhyLine } from '../../../ui/index.ts'
import { type Item, readTranscript, type Span } from '../../conversation/read.ts'
import { api, Problem } from '../../live/api.ts'
import { createConversationLog } from '../../live/conversation-log.ts'
import { useLive } from '../../live/live.tsx'

/** What was said and what happened in one session, to be read alone: markers, notes and late replies in their places (A2, F10). */
export function SessionTranscript(props: { id: string; card: ConversationView }) {
  const { board, onReload } = useLive()
  const id = untrack(() => props.id)
  const log = createConversationLog(id, api)
  onMount(() => void log.load())
  onCleanup(log.stop)
  onCleanup(onReload(() => void log.load()))
  onCleanup(board.listen(({ event }) => event.conversationId === id && log.add(event)))
  const spans = createMemo(() => readTranscript(log.events(), board.modesOf(props.card.serviceId)))
  const problem = () => {
    const state = log.state()
    return state instanceof Problem ? state : null
  }
  return (
    <Transcript>
      <Show when={problem()}>
        {(failed) => (
          <Failed title="The session could not be loaded" onRetry={() => void log.load()}>
            Nothing is lost: it is in the log. {failed().message}
          </Failed>
        )}
      </Show>
      <Show when={log.state() === 'loading' && spans().length === 0}>
        <section class="stretch unknown" role="status">
          <span class="sr">Loading the session</span>
          <i class="skel" style={{ width: '70%', height: '38px', 'border-radius': '12px' }} />
        </section>
      </Show>
      <For each={spans()}>
        {(span) => (
          <Stretch control={span.control} label={names[span.control]}>
            <For each={span.items}>{(item) => <ReadItem item={item} agent={props.card.agent} />}</For>
          </Stretch>
        )}
      </For>
    </Transcript>
  )
}

const names: Record<Span['control'], string> = {
  ai: 'With the AI',
  waiting: 'Waiting for a person',
  people: 'With people',
}

function ReadItem(props: { item: Item; agent: string }) {
  const is = <K extends Item['is']>(kind: K) =>
    props.item.is === kind ? (props.item as Extract<Item, { is: K }>) : undefined
  return (
    <Switch>
      <Match when={is('message')}>
        {(message) => (
          <Bubble
            role={message().role}
            text={message().text}
            at={message().at}
            by={message().by ?? (message().role === 'ai' ? props.agent : undefined)}
            cues={message().flags.flatMap((flag) => (flag.state === 'false_alarm' ? [] : flag.why.cues))}
            flags={message().rating === 'down' ? ['thumbs_down'] : []}
          >
            <For each={message().flags}>
              {(flag) => (
                <WhyLine
                  kind={flag.kind}
                  score={flag.why.by === 'detector' ? flag.why.score : null}
                  {...(flag.settled && { settled: flag.settled.by ? `closed by ${flag.settled.by}` : 'closed' })}
                />
              )}
            </For>
          </Bubble>
        )}
      </Match>
      <Match when={is('marker')}>
        {(marker) => (
          <Marker>
            <Show when={marker().leadsTo} fallback={marker().text}>
              {(id) => (
                <A class="link" href={`/sessions/${id()}`}>
                  {marker().text}
                </A>
              )}
            </Show>
          </Marker>
        )}
      </Match>
      <Match when={is('note')}>{(note) => <Note by={note().by} at={note().at} text={note().text} />}</Match>
      <Match when={is('draft')}>{(draft) => <Draft kind="late" text={draft().text} />}</Match>
    </Switch>
  )
}
