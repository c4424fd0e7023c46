/** Two presses within so many milliseconds and px are a double click, as the common systems have it; a finger is less exact. */
const TOGETHER = 500
const NEAR = { mouse: 6, touch: 24 }

/** What is pressed as one thing; a layer’s ground closes it. */
const CONTROLS = 'a, button, label, summary, [role^="menuitem"], [role="option"], .scrim, .dialog-place'

/** Marks a control that is pressed on and on, wherever the next of its kind comes to lie: `data-again`. */
const AGAIN = '[data-again]'

/**
 * The second press of a double click goes to what the first one met, or to nothing. Without this it falls through a
 * dialog, a menu or a toast that the first press has closed, onto what lies under it or has come in its place: a Yes
 * that is clicked twice would press a button of the page as well. Keys are not concerned.
 *
 * @returns stops it
 */
export function guardSecondPress(page: Document = document): () => void {
  let first: { control: Element; x: number; y: number; at: number } | null = null
  let swallowing = false

  const down = (event: PointerEvent) => {
    const { clientX: x, clientY: y, timeStamp: at } = event
    const near = event.pointerType === 'touch' ? NEAR.touch : NEAR.mouse
    const control = controlAt(event)
    const together =
      first !== null && at - first.at < TOGETHER && Math.abs(x - first.x) < near && Math.abs(y - first.y) < near
    swallowing = together && control !== first?.control && !first?.control.matches(AGAIN)
    // A third press belongs to the first as well.
    if (swallowing && first) {
      first = { ...first, at }
      stop(event)
    } else first = control && { control, x, y, at }
  }
  const rest = (event: Event) => {
    // A click without a count comes from a key or a program.
    if (swallowing && !(event.type === 'click' && (event as MouseEvent).detail === 0)) stop(event)
  }

  const over = new AbortController()
  const options = { capture: true, signal: over.signal }
  page.addEventListener('pointerdown', down, options)
  for (const type of ['pointerup', 'mousedown', 'mouseup', 'click', 'dblclick'])
    page.addEventListener(type, rest, options)
  return () => over.abort()
}

const controlAt = (event: Event) => (event.target instanceof Element ? event.target.closest(CONTROLS) : null)

function stop(event: Event): void {
  event.preventDefault()
  event.stopImmediatePropagation()
}
