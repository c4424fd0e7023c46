import { createEffect, type JSX, onCleanup } from 'solid-js'

/**
 * A tooltip for the element that `of` returns: it opens on hover, on focus and on a press (for fingers), stays while the
 * pointer is on it, and closes with Esc (WCAG 1.4.13). It lies in the browser's top layer, so that no scrolling box
 * clips it. Give its `id` to `aria-describedby` where the text is said nowhere else.
 */
export function Tip(props: {
  id?: string
  of: () => HTMLElement | undefined
  children: JSX.Element
  silent?: boolean
}) {
  let tip!: HTMLSpanElement
  let timer: ReturnType<typeof setTimeout> | undefined

  const later = (delay: number, run: () => void) => {
    clearTimeout(timer)
    timer = setTimeout(run, delay)
  }
  const show = () => {
    clearTimeout(timer)
    const anchor = props.of()
    if (!anchor?.isConnected || !tip.showPopover || tip.matches(':popover-open')) return
    tip.showPopover()
    place(tip, anchor)
    addEventListener('scroll', hide, { capture: true, once: true, passive: true })
    addEventListener('keydown', onKey, { capture: true })
    addEventListener('pointerdown', onPress, { capture: true })
  }
  const hide = () => {
    clearTimeout(timer)
    if (tip.hidePopover && tip.matches(':popover-open')) tip.hidePopover()
    removeEventListener('scroll', hide, { capture: true })
    removeEventListener('keydown', onKey, { capture: true })
    removeEventListener('pointerdown', onPress, { capture: true })
  }
  const onKey = (event: KeyboardEvent) => event.key === 'Escape' && hide()
  const onPress = (event: Event) => {
    const target = event.target as Node
    if (!props.of()?.contains(target) && !tip.contains(target)) hide()
  }

  createEffect(() => {
    const anchor = props.of()
    if (!anchor) return
    const stop = new AbortController()
    const on = (node: HTMLElement, type: string, run: (event: Event) => void) =>
      node.addEventListener(type, run, { signal: stop.signal })
    const enter = (event: Event) => (event as PointerEvent).pointerType !== 'touch' && later(250, show)
    on(anchor, 'pointerenter', enter)
    on(anchor, 'pointerleave', () => later(120, hide))
    on(tip, 'pointerenter', () => clearTimeout(timer))
    on(tip, 'pointerleave', () => later(120, hide))
    on(anchor, 'focusin', () =>
      anchor.querySelector(':focus-visible') || anchor.matches(':focus-visible') ? show() : undefined,
    )
    on(anchor, 'focusout', hide)
    // A press on something that is switched off asks why; a press on something that works needs no tip any more.
    on(anchor, 'click', (event) => ((event.target as HTMLElement).closest('[aria-disabled="true"]') ? show() : hide()))
    onCleanup(() => stop.abort())
  })
  onCleanup(hide)

  return (
    <span
      ref={tip}
      class="tip"
      id={props.id}
      role={props.silent ? undefined : 'tooltip'}
      aria-hidden={props.silent ? 'true' : undefined}
      popover="manual"
    >
      {props.children}
    </span>
  )
}

/** Puts `tip` above `anchor`, or below it where there is no room, and keeps it inside the window. */
function place(tip: HTMLElement, anchor: HTMLElement) {
  const target = anchor.getBoundingClientRect()
  const own = tip.getBoundingClientRect()
  const middle = target.left + target.width / 2
  const left = Math.max(8, Math.min(middle - own.width / 2, document.documentElement.clientWidth - own.width - 8))
  const below = target.top - own.height - 9 < 4
  tip.classList.toggle('below', below)
  tip.style.left = `${left}px`
  tip.style.top = `${below ? target.bottom + 9 : target.top - own.height - 9}px`
  tip.style.setProperty('--arrow', `${Math.max(12, Math.min(middle - left, own.width - 12))}px`)
}
