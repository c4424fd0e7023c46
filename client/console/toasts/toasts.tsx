import { createContext, createEffect, createMemo, createSignal, For, type JSX, Show, useContext } from 'solid-js'
import { type IconName, Toast, Toasts } from '../../ui/index.ts'
import './toasts.css'

/** What a toast says. Words that change are given as functions. */
export interface ToastSpec {
  /** A second toast by the same key takes the place of the first. */
  key?: string
  tone: 'attn' | 'ok' | 'bad' | 'plain'
  icon?: IconName
  title?: string
  body?: () => JSX.Element
  action?: () => JSX.Element
  foot?: () => JSX.Element
  /** Milliseconds that it stays; null: until it is dismissed. Six seconds when nothing is said. */
  stays?: number | null
  /** Whether it is true still; once it is not, the toast goes. Reactive. */
  holds?: () => boolean
}

export interface ToastRack {
  /** The answer takes it away. */
  show: (toast: ToastSpec) => () => void
  drop: (key: string) => void
  /** What is too much for the screen, by tone. */
  hidden: () => number
}

const STAYS = 6_000
/** So many fit without covering the page; one on a phone. */
const most = () => (window.matchMedia?.('(width < 45em)').matches ? 1 : 3)

type Shown = ToastSpec & { key: string }

const ToastContext = createContext<ToastRack>()

export function useToasts(): ToastRack {
  const rack = useContext(ToastContext)
  if (!rack) throw new Error('useToasts: no ToastProvider around this component')
  return rack
}

/** The toasts of the whole console, bottom right on every page (H13). `beside`: a panel is open, and they stay off it. */
export function ToastProvider(props: {
  beside: boolean
  more?: (count: number) => JSX.Element
  children: JSX.Element
}) {
  const [all, setAll] = createSignal<Shown[]>([])
  const timers = new Map<string, { stop: () => void; since: number; left: number }>()
  let made = 0

  const drop = (key: string) => {
    timers.get(key)?.stop()
    timers.delete(key)
    setAll((list) => list.filter((toast) => toast.key !== key))
  }
  const run = (key: string, left: number) => {
    timers.get(key)?.stop()
    const timer = setTimeout(() => drop(key), left)
    timers.set(key, { stop: () => clearTimeout(timer), since: Date.now(), left })
  }
  const show = (spec: ToastSpec) => {
    const key = spec.key ?? `toast-${++made}`
    const stays = spec.stays === undefined ? STAYS : spec.stays
    setAll((list) => [...list.filter((toast) => toast.key !== key), { ...spec, key }])
    timers.get(key)?.stop()
    timers.delete(key)
    if (stays !== null) run(key, stays)
    return () => drop(key)
  }
  createEffect(() => {
    for (const { key, holds } of all()) if (holds && !holds()) drop(key)
  })
  /** A toast under the pointer or the focus waits; afterwards it stays for what was left, but a moment at least. */
  const hold = (key: string, held: boolean) => {
    const timer = timers.get(key)
    if (!timer) return
    if (!held) return run(key, Math.max(2_000, timer.left))
    timer.stop()
    timer.left -= Date.now() - timer.since
    timer.since = Date.now()
  }

  // Of many, the newest; but an attention is not pushed out by a mere “done”.
  const visible = createMemo(() => {
    const list = all()
    const room = most()
    if (list.length <= room) return list
    const passing = list.filter((toast) => toast.tone !== 'attn').slice(-1)
    const attention = list.filter((toast) => toast.tone === 'attn').slice(-Math.max(1, room - passing.length))
    const kept = new Set(attention.length ? [...attention, ...passing] : list.slice(-room))
    return list.filter((toast) => kept.has(toast))
  })
  const hidden = () => all().length - visible().length

  return (
    <ToastContext.Provider value={{ show, drop, hidden }}>
      {props.children}
      <Toasts beside={props.beside}>
        <Show when={hidden() > 0}>{props.more?.(hidden())}</Show>
        <For each={visible()}>
          {(toast) => (
            <Toast
              tone={toast.tone}
              icon={toast.icon}
              title={toast.title}
              action={toast.action?.()}
              foot={toast.foot?.()}
              onDismiss={toast.stays === null || toast.tone === 'bad' ? () => drop(toast.key) : undefined}
              onHold={(held) => hold(toast.key, held)}
            >
              {toast.body?.()}
            </Toast>
          )}
        </For>
      </Toasts>
    </ToastContext.Provider>
  )
}
