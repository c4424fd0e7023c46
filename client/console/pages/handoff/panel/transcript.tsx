import {
  createEffect,
  createMemo,
  createSignal,
  For,
  Match,
  on,
  onCleanup,
  onMount,
  Show,
  Switch,
  untrack,
} from 'solid-js'
import { createStore, reconcile } from 'solid-js/store'
import type { ConversationView } from '../../../../../domain/wire.ts'
import { Bubble, Button, Failed, plural, Stretch, Transcript, Typing, waited } from '../../../../ui/index.ts'
import { api, Problem } from '../../../live/api.ts'
import { createConversationLog } from '../../../live/conversation-log.ts'
import { useLive } from '../../../live/live.tsx'
import type { Acts } from '../acts.ts'
import { railOf } from '../card-facts.ts'
import type { Control } from './markers.ts'
import { lastItems, readTranscript, type Span, withPresent } from './read.ts'
import { TranscriptItem } from './transcript-item.tsx'

/** So many items are drawn at first, and with each step upwards. */
const STEP = 120
/** Nearer than this to its end, in px, the transcript follows what comes. */
const NEAR = 60

/** The words of one conversation, as they come; it keeps its place while one reads further up (H9). */
export function ConversationTranscript(props: { id: string; card: ConversationView; acts: Acts }) {
  const { board, moments, onReload } = useLive()
  const log = createConversationLog(
    untrack(() => props.id),
    api,
  )
  const [drawn, setDrawn] = createSignal(STEP)
  const [scroller, setScroller] = createSignal<HTMLElement>()
  onCleanup(board.listen(({ event }) => event.conversationId === props.id && log.add(event)))
  onCleanup(onReload(() => void log.load()))
  onCleanup(log.stop)
  onMount(() => void log.load())

  const present = (): Control | null => (props.card.status === 'resolved' ? null : (railOf(props.card) as Control))
  const all = createMemo(() => withPresent(readTranscript(log.events()), present()))
  const shown = createMemo(() => lastItems(all(), drawn()))
  const [read, write] = createStore<{ spans: Span[] }>({ spans: [] })
  createEffect(() => write('spans', reconcile(shown().spans, { key: 'key', merge: false })))

  const place = usePlace(scroller, () => log.events().length)
  const older = () => {
    setDrawn((count) => count + STEP)
  }
  createEffect(() => {
    const element = scroller()
    if (!element) return
    const onScroll = () => {
      place.look()
      const left = element.scrollHeight - element.clientHeight + element.scrollTop
      if (left < 200 && shown().older) older()
    }
    element.addEventListener('scroll', onScroll, { passive: true })
    onCleanup(() => element.removeEventListener('scroll', onScroll))
  })

  const now = () => moments.of(props.id)
  return (
    <Transcript ref={setScroller}>
      <Show when={shown().older}>
        <Button size="sm" variant="ghost" onClick={older}>
          Earlier messages
        </Button>
      </Show>
      <Switch>
        <Match when={read.spans.length === 0 && log.state() === 'loading'}>
          <Shape />
        </Match>
        <Match when={read.spans.length === 0 && problemOf(log.state())}>
          {(problem) => (
            <div style={{ padding: '0 0 0 var(--s-4)' }}>
              <Failed
                title="The conversation could not be loaded"
                onRetry={() => void log.load()}
                {...(typeof problem().data['requestId'] === 'string' && {
                  requestId: problem().data['requestId'] as string,
                })}
              >
                Nothing is lost: it is in the log. {problem().message}
              </Failed>
            </div>
          )}
        </Match>
      </Switch>
      <For each={read.spans}>
        {(span, i) => (
          <Stretch control={span.control} label={labelOf(span, read.spans[i() + 1])}>
            <For each={span.items}>{(item) => <TranscriptItem item={item} card={props.card} acts={props.acts} />}</For>
            <Show when={i() === read.spans.length - 1}>
              <Show when={now().aiText !== null}>
                <Show when={now().aiText} fallback={<Typing role="ai" label="The AI is writing" />}>
                  {(text) => <Bubble role="ai" by={props.card.agent} text={text()} state="writing" />}
                </Show>
              </Show>
              <Show when={now().operatorTyping}>
                {(name) => <Typing role="operator" label={`${name()} is typing`} />}
              </Show>
              <Show when={now().customerTyping}>
                <Typing role="customer" label="The customer is typing" />
              </Show>
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

const problemOf = (state: unknown) => (state instanceof Problem ? state : undefined)

const names: Record<Control, string> = { ai: 'With the AI', waiting: 'Waiting for a person', people: 'With people' }

/** “Waiting for a person, 2:03”: the rail in words. */
function labelOf(span: Span, next: Span | undefined): string {
  const from = span.items[0]?.at
  const to = next?.items[0]?.at
  return from && to ? `${names[span.control]}, ${waited(Date.parse(to) - Date.parse(from))}` : names[span.control]
}

/** Keeps the reader’s place: at the end it follows, further up it stays and counts what came below. */
function usePlace(scroller: () => HTMLElement | undefined, length: () => number) {
  const [below, setBelow] = createSignal(0)
  let away = false
  let height = 0
  const look = () => {
    const element = scroller()
    if (!element) return
    // The column is turned round: 0 is the end, upwards is negative.
    away = element.scrollTop < -NEAR
    height = element.scrollHeight
    if (!away) setBelow(0)
  }
  createEffect(
    on(length, (now, before) => {
      const element = scroller()
      if (!element || before === undefined || before === 0) return
      if (!away) {
        element.scrollTop = 0
        return
      }
      const grown = element.scrollHeight - height
      height = element.scrollHeight
      element.scrollTop -= grown
      setBelow((count) => count + now - before)
    }),
  )
  return { below, look, toEnd: () => scroller()?.scrollTo({ top: 0, behavior: 'smooth' }) }
}

/** The shape of what comes. */
function Shape() {
  return (
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
  )
}
