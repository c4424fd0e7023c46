import { type Accessor, createEffect, createSignal, For, on } from 'solid-js'

/** One of what may stand in the place of the word that is being typed. */
export interface Choice {
  key: string
  label: string
  hint?: string
  /** What is written when it is chosen; a space follows. */
  text: string
}

/** What a character at the beginning of a word offers. */
export interface Source {
  trigger: string
  /** What is offered, for a screen reader. */
  label: string
  /** @param typed the word after the trigger */
  choices: (typed: string) => readonly Choice[]
}

export interface Completion {
  /** Null while nothing is offered. */
  shown: Accessor<{ label: string; choices: readonly Choice[]; at: number } | null>
  /** The text or the caret moved. */
  look: (area: HTMLTextAreaElement) => void
  /** Whether the key was for the list: arrows, Enter, Tab, Esc. */
  key: (event: KeyboardEvent, area: HTMLTextAreaElement) => boolean
  choose: (nth: number, area: HTMLTextAreaElement) => void
  close: () => void
}

const MOST = 6

/** What is offered while a word is typed that begins with `/` or `@`; all of it by keyboard. @param write puts a text into the box */
export function createCompletion(sources: Accessor<readonly Source[]>, write: (text: string) => void): Completion {
  const [word, setWord] = createSignal<{ source: Source; typed: string; from: number; to: number } | null>(null)
  const [at, setAt] = createSignal(0)
  // Closed with Esc: the same word offers nothing again.
  const [dismissed, dismiss] = createSignal<number | null>(null)
  createEffect(on(word, () => setAt(0)))
  const choices = () => {
    const now = word()
    return now ? now.source.choices(now.typed).slice(0, MOST) : []
  }
  const shown = () => {
    const now = word()
    const list = choices()
    return now && list.length > 0 && dismissed() !== now.from
      ? { label: now.source.label, choices: list, at: Math.min(at(), list.length - 1) }
      : null
  }
  const look = (area: HTMLTextAreaElement) => {
    const to = area.selectionStart ?? 0
    const before = area.value.slice(0, to)
    const [, trigger = '', typed = ''] = /(?:^|[\s(])([/@])([\p{L}\p{N}_-]*)$/u.exec(before) ?? []
    const source = sources().find((one) => one.trigger === trigger)
    const from = to - typed.length - 1
    if (!source || area.selectionEnd !== to) {
      setWord(null)
      dismiss(null)
    } else if (word()?.from !== from || word()?.typed !== typed || word()?.source.trigger !== trigger)
      setWord({ source, typed, from, to })
  }
  const choose = (nth: number, area: HTMLTextAreaElement) => {
    const now = word()
    const choice = choices()[nth]
    if (!now || !choice) return
    const after = area.value.slice(now.to)
    const text = `${choice.text}${/^\s/.test(after) ? '' : ' '}`
    const caret = now.from + text.length
    setWord(null)
    write(area.value.slice(0, now.from) + text + after)
    area.focus()
    area.setSelectionRange(caret, caret)
  }
  const close = () => setWord(null)
  const key = (event: KeyboardEvent, area: HTMLTextAreaElement): boolean => {
    const list = shown()
    if (!list || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return false
    const count = list.choices.length
    switch (event.key) {
      case 'ArrowDown':
        setAt((list.at + 1) % count)
        break
      case 'ArrowUp':
        setAt((list.at + count - 1) % count)
        break
      case 'Enter':
      case 'Tab':
        choose(list.at, area)
        break
      case 'Escape':
        dismiss(word()?.from ?? null)
        break
      default:
        return false
    }
    event.preventDefault()
    event.stopPropagation()
    return true
  }
  return { shown, look, key, choose, close }
}

/** What is offered, over the text that it completes. */
export function CompletionList(props: {
  id: string
  label: string
  choices: readonly Choice[]
  at: number
  onChoose: (nth: number) => void
}) {
  return (
    <div class="completion" role="listbox" id={props.id} aria-label={props.label}>
      <For each={props.choices}>
        {(choice, nth) => (
          <div
            role="option"
            id={`${props.id}-${nth()}`}
            tabindex={-1}
            aria-selected={nth() === props.at}
            // At the press, so that the box keeps the focus.
            onMouseDown={(event) => {
              event.preventDefault()
              props.onChoose(nth())
            }}
          >
            <b>{choice.label}</b>
            <span class="meta">{choice.hint}</span>
          </div>
        )}
      </For>
    </div>
  )
}
