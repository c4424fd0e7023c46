import { type Accessor, createSignal, onCleanup } from 'solid-js'

/** Whether a media query holds now, and as it changes. */
export function createMedia(query: string): Accessor<boolean> {
  const list = window.matchMedia?.(query)
  const [matches, setMatches] = createSignal(list?.matches ?? false)
  const changed = () => setMatches(list?.matches ?? false)
  list?.addEventListener('change', changed)
  onCleanup(() => list?.removeEventListener('change', changed))
  return matches
}
