import { For, Show } from 'solid-js'

/** A piece of a text, and whether it is one of the cues. */
export interface Piece {
  text: string
  hit: boolean
}

/** Cuts `text` at every place where a cue stands, upper and lower case alike; cues that touch or overlap become one. */
export function pieces(text: string, cues: readonly string[]): Piece[] {
  const ranges = cues.flatMap((cue) => places(text, cue)).sort((a, b) => a[0] - b[0])
  const found: Piece[] = []
  let end = 0
  for (const [start, stop] of ranges) {
    if (stop <= end) continue
    const from = Math.max(start, end)
    if (from > end) found.push({ text: text.slice(end, from), hit: false })
    const last = found.at(-1)
    if (last?.hit) last.text += text.slice(from, stop)
    else found.push({ text: text.slice(from, stop), hit: true })
    end = stop
  }
  if (end < text.length) found.push({ text: text.slice(end), hit: false })
  return found
}

function places(text: string, cue: string): [number, number][] {
  if (cue.trim() === '') return []
  const literal = cue.replace(/[.*+?^${}()|[\]\\/-]/g, (sign) => `\\u{${sign.charCodeAt(0).toString(16)}}`)
  return Array.from(text.matchAll(new RegExp(literal, 'giu')), (hit) => [hit.index, hit.index + hit[0].length])
}

/**
 * Text that a customer or a model wrote, with the words that raised a flag marked. Every piece is a text node:
 * whatever it says, it never becomes markup (L14).
 */
export function Mark(props: { text: string; cues?: readonly string[] }) {
  return (
    <For each={pieces(props.text, props.cues ?? [])}>
      {(piece) => (
        <Show when={piece.hit} fallback={piece.text}>
          <mark>{piece.text}</mark>
        </Show>
      )}
    </For>
  )
}
