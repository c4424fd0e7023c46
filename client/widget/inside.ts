/** Tab goes round inside a panel that covers the page: what is behind it cannot be seen. */
export function keepInside(panel: HTMLElement, event: KeyboardEvent): void {
  const stops = [...panel.querySelectorAll<HTMLElement>('button:not(:disabled), textarea, a[href], [tabindex="0"]')]
  const active = (panel.getRootNode() as ShadowRoot).activeElement
  const [first, last] = event.shiftKey ? [stops.at(-1), stops[0]] : [stops[0], stops.at(-1)]
  if (active !== last && active !== panel) return
  event.preventDefault()
  first?.focus()
}

/**
 * A phone's keyboard covers the bottom of the page without making it smaller: the panel follows what is left of it.
 * Returns how to stop.
 */
export function withKeyboard(panel: HTMLElement, covers: () => boolean): () => void {
  const view = window.visualViewport
  if (!view) return () => {}
  const fit = () => {
    const shrunk = covers() && view.scale === 1 && view.height < window.innerHeight
    panel.style.height = shrunk ? `${view.height}px` : ''
    panel.style.transform = shrunk ? `translateY(${view.offsetTop}px)` : ''
  }
  view.addEventListener('resize', fit)
  view.addEventListener('scroll', fit)
  return () => {
    view.removeEventListener('resize', fit)
    view.removeEventListener('scroll', fit)
  }
}
