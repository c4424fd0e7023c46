import { createEffect, createMemo, createSignal, For, type JSX, Match, Show, Switch, untrack } from 'solid-js'
import { createStore, reconcile } from 'solid-js/store'
import type { ConversationView } from '../../../domain/wire.ts'
import { Button, Failed, plural, Stretch, Transcript, waited } from '../../ui/index.ts'
import { Problem } from '../live/api.ts'
import { useLive } from '../live/live.tsx'
import type { Acts } from './acts.ts'
import { railOf } from './card-facts.ts'
import { HappeningNow } from './happening-now.tsx'
import { createLiveLog, type LiveLog } from './live-log.ts'
import type { Control } from './markers.ts'
import { createPlace } from './place.ts'
import { lastItems, readTranscript, type Span, withPresent } from './read.ts'
import { TranscriptItem } from './transcript-item.tsx'

/** So many items are drawn at first, and so many more with each step upwards. */
const STEP = 120

/** The words of one conversation, as they come; one keeps one’s place while one reads further up (H9). */
export function ConversationTranscript(props: {
  id: string
  card: ConversationView
  acts: Acts
  /** Where a page has the log at hand. */
  log?: LiveLog
  /** Where another session is read. */
  hrefOf?: (conversationId: string) => string
  /** Before all that was said. */
  before?: JSX.Element
}) {
  const { board } = useLive()
  const id = untrack(() => props.id)
  const log = untrack(() => props.log) ?? createLiveLog(id)

  const [drawn, setDrawn] = createSignal(STEP)
  const present = (): Control | null => (props.card.status === 'resolved' ? null : (railOf(props.card) as Control))
  const all = createMemo(() =>
    withPresent(readTranscript(log.events(), board.modesOf(props.card.serviceId)), present()),
  )
  const shown = createMemo(() => lastItems(all(), drawn()))
  const older = () => shown().older && setDrawn((count) => count + STEP)
  // Reconciled by key, so that what stands there already is not drawn again with each event.
  const [read, write] = createStore<{ spans: Span[] }>({ spans: [] })
  createEffect(() => write('spans', reconcile(shown().spans, { key: 'key', merge: false })))
  const place = createPlace(() => log.events().length, older)

  // While one reads further up nothing is taken away above for what comes below.
  log.beforeEach(() => place.isAway() && setDrawn((count) => count + 1))

  return (
    <Transcript ref={place.ref}>
      <Show when={shown().older}>
        <Button size="sm" variant="ghost" onClick={older}>
          Earlier messages
        </Button>
      </Show>
      <Show when={!shown().older}>{props.before}</Show>
      <Show when={read.spans.length === 0 || log.state() instanceof Problem}>
        <NothingYet state={log.state()} onRetry={() => void log.load()} />
      </Show>
      <For each={read.spans}>
        {(span, i) => (
          <Stretch control={span.control} label={labelOf(span, read.spans[i() + 1])}>
            <For each={span.items}>
              {(item) => (
                <TranscriptItem item={item} card={props.card} acts={props.acts} hrefOf={props.hrefOf ?? inHandoff} />
              )}
            </For>
            <Show when={i() === read.spans.length - 1}>
              <HappeningNow id={id} agent={props.card.agent} />
            </Show>
          </Stretch>
        )}
      </For>
      <Show when={place.below() > 0}>
        <Button class="new-below" size="sm" icon="chev" onClick={place.toEnd}>
          {plural(place.below(), 'new message')}
        </Button>
      </Show>
    </Transcript>
  )
}

const inHandoff = (conversationId: string) => `/handoff/${conversationId}`

const names: Record<Control, string> = { ai: 'With the AI', waiting: 'Waiting for a person', people: 'With people' }

/** “Waiting for a person, 2:03”: the rail in words. */
function labelOf(span: Span, next: Span | undefined): string {
  const from = span.items[0]?.at
  const to = next?.items[0]?.at
  return from && to ? `${names[span.control]}, ${waited(Date.parse(to) - Date.parse(from))}` : names[span.control]
}

/** The shape of what comes, or why it does not. */
function NothingYet(props: { state: 'loading' | 'ready' | Problem; onRetry: () => void }) {
  const problem = () => (props.state instanceof Problem ? props.state : null)
  return (
    <Switch>
      <Match when={props.state === 'loading'}>
        <section class="stretch unknown" role="status">
          <span class="sr">Loading the conversation</span>
          <For each={[62, 78, 44]}>
            {(width, i) => (
              <i
                class="skel"
                style={{
                  width: `${width}%`,
                  height: '38px',
                  'border-radius': '12px',
                  'justify-self': i() % 2 ? 'start' : 'end',
                }}
              />
            )}
          </For>
        </section>
      </Match>
      <Match when={problem()}>
        {(failed) => (
          <Failed
            title="The conversation could not be loaded"
            onRetry={() => props.onRetry()}
            requestId={failed().data['requestId'] as string | undefined}
          >
            Nothing is lost: it is in the log. {failed().message}
          </Failed>
        )}
      </Match>
    </Switch>
  )
}
