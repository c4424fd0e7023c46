import { For } from 'solid-js'
import { webAddress } from './options.ts'

type Part = string | { shown: string; href: string }

/**
 * Text with its web addresses apart. What people and models wrote stays text (L14): an address is shown as it was
 * written, leads nowhere but to http or https, and nothing else becomes markup.
 */
export function partsOf(text: string): Part[] {
  const parts: Part[] = []
  let from = 0
  for (const { 0: found, index } of text.matchAll(/\bhttps?:\/\/[^\s<>"'`]+/gi)) {
    const shown = withoutEnd(found)
    const href = webAddress(shown, shown)
    // “https://bank.example@elsewhere.example” leads elsewhere: shown, not linked.
    if (!href || new URL(href).username) continue
    if (index > from) parts.push(text.slice(from, index))
    parts.push({ shown, href })
    from = index + shown.length
  }
  if (from < text.length) parts.push(text.slice(from))
  return parts
}

/** Without the full stop that ends the sentence, or a bracket that was opened before the address. */
function withoutEnd(address: string): string {
  const end = /[.,;:!?…]+$/.exec(address)
  const cut = end ? address.slice(0, end.index) : address
  return cut.endsWith(')') && !cut.includes('(') ? withoutEnd(cut.slice(0, -1)) : cut
}

export function Words(props: { text: string }) {
  return (
    <For each={partsOf(props.text)}>
      {(part) =>
        typeof part === 'string' ? (
          part
        ) : (
          <a href={part.href} target="_blank" rel="noopener noreferrer nofollow ugc">
            {part.shown}
          </a>
        )
      }
    </For>
  )
}
