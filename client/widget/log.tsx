import { createEffect, createMemo, createSignal, For, on, Show } from 'solid-js'
import { useWidget } from './context.ts'
import { FileList } from './file-list.tsx'
import { Icon } from './icon.tsx'
import { layOut, type Row } from './transcript.ts'
import { Delivery, Rate } from './under.tsx'
import { Words } from './words.tsx'

type MessageRow = Extract<Row, { kind: 'message' }>

const GREETING = 'Write your question, and the answer comes here.'

/** The log of the conversation. It stays at its end while messages come, unless one is reading further up. */
export function Log() {
  const { chat, options } = useWidget()
  let scroller!: HTMLDivElement
  const [below, setBelow] = createSignal(false)
  const rows = createMemo<Row[]>((before) => keepSame(before, layOut(chat.lines(), chat.outgoing(), new Date())), [])
  const lastOwn = createMemo(() => rows().findLast((row) => row.kind === 'message' && row.role === 'customer')?.key)
  const loading = () => chat.conversationId() !== null && rows().length === 0 && chat.link() !== 'live'

  // The column is turned round: its end is at zero, and what is further up is below zero.
  const isAway = () => scroller.scrollTop < -60
  const toEnd = () => {
    scroller.scrollTop = 0
  }
  createEffect(
    on(
      () => rows().at(-1),
      (last) => {
        if (last?.kind === 'message' && last.role === 'customer') toEnd()
        else setBelow(isAway())
      },
      { defer: true },
    ),
  )

  return (
    <div class="body">
      <div class="log" ref={scroller} tabindex="0" onScroll={() => isAway() || setBelow(false)}>
        <div
          role="log"
          aria-label="Conversation"
          aria-live={chat.link() === 'connecting' || chat.recalling() ? 'off' : 'polite'}
          aria-relevant="additions"
        >
          <Show when={chat.service() === 'unknown'}>
            <p class="empty">This chat is not available: the page names a service that is not there.</p>
          </Show>
          <Show when={rows().length === 0 && chat.service() !== 'unknown'}>
            <p class="empty">{loading() ? 'Loading the conversation …' : (options.greeting ?? GREETING)}</p>
          </Show>
          <Show when={chat.forgotten()}>
            <p class="day">What was said in earlier conversations is no longer shown here.</p>
          </Show>
          <For each={rows()}>
            {(row) => {
              if (row.kind === 'day') return <p class="day">{row.text}</p>
              if (row.kind === 'begins') return <p class="begins">{row.text}</p>
              if (row.kind === 'notice') return <p class="sys">{row.text}</p>
              return <Message row={row} last={row.key === lastOwn()} />
            }}
          </For>
          <Show when={chat.typing()}>
            {(typing) => (
              <div class={`c ${typing().who}`}>
                <span class="typing" role="img" aria-label={`${typing().name ?? 'The assistant'} is writing`}>
                  <i />
                  <i />
                  <i />
                </span>
              </div>
            )}
          </Show>
        </div>
      </div>
      <Show when={below()}>
        <button class="below" type="button" onClick={toEnd}>
          <Icon name="chev" />
          New message
        </button>
      </Show>
    </div>
  )
}

function Message(props: { row: MessageRow; last: boolean }) {
  const own = () => props.row.role === 'customer'
  return (
    <div class={`c ${props.row.role}`}>
      <Show when={props.row.by} fallback={<Show when={own()}>{<span class="hidden">You: </span>}</Show>}>
        <span class="by">{props.row.by}</span>
      </Show>
      <p dir="auto">
        <Words text={props.row.text} />
      </p>
      <FileList files={props.row.files} in={props.row.in} />
      <Show when={own()}>
        <Delivery id={props.row.key} text={props.row.text} last={props.last} />
      </Show>
      <Show when={props.row.role === 'ai'}>
        <Rate id={props.row.key} in={props.row.in} />
      </Show>
    </div>
  )
}

/** The rows of before where nothing changed, so that a message that arrives does not redraw, nor is read out, twice. */
function keepSame(before: Row[], now: Row[]): Row[] {
  const known = new Map(before.map((row) => [row.key, row]))
  return now.map((row) => {
    const old = known.get(row.key)
    return old && same(old, row) ? old : row
  })
}

const same = (a: Row, b: Row) =>
  a.kind === b.kind &&
  a.text === b.text &&
  (a.kind !== 'message' ||
    (b.kind === 'message' && a.role === b.role && a.by === b.by && (a.role === 'customer' || a.in === b.in)))
