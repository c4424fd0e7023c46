import { createContext, createSignal, type JSX, onCleanup, onMount, useContext } from 'solid-js'
import { KeyboardSheet, type Shortcut } from '../../ui/index.ts'

/** One thing that a letter does on this screen. `key` is what `KeyboardEvent.key` says; `after` is the letter before it. */
export interface Key {
  key: string
  after?: string
  does: string
  /** While it runs, letters do nothing: who has taken over begins to type before the box is there. */
  run: () => unknown
}

/** What keys do that are handled where they are pressed, for the list. */
export type Listed = Shortcut

interface Keyboard {
  add: (keys: () => readonly Key[], listed?: readonly Listed[]) => () => void
  openSheet: () => void
}

const KeyboardContext = createContext<Keyboard>()

/** The letters of a screen, for as long as it is there. */
export function useKeys(keys: () => readonly Key[], listed: readonly Listed[] = []): void {
  onCleanup(useKeyboard().add(keys, listed))
}

export function useKeyboard(): Keyboard {
  const keyboard = useContext(KeyboardContext)
  if (!keyboard) throw new Error('useKeyboard: no KeyboardProvider around this component')
  return keyboard
}

/** Where the Profile page keeps whether single letters act (WCAG 2.1.4). */
export const LETTERS = 'baton.letters'
/** How long the first letter of two waits for the second, in milliseconds. */
const SECOND = 1_500

/** Letters that act, outside fields, menus and dialogs; `?` lists them. */
export function KeyboardProvider(props: { children: JSX.Element }) {
  const sets = new Set<{ keys: () => readonly Key[]; listed: readonly Listed[] }>()
  const [sheet, setSheet] = createSignal<readonly Shortcut[] | null>(null)
  let first: { key: string; at: number } | null = null
  let busy = 0

  const all = () => [...sets].flatMap(({ keys }) => keys())
  const openSheet = () =>
    setSheet([
      { does: 'This list', keys: ['?'] },
      ...all().map(shortcutOf),
      ...[...sets].flatMap(({ listed }) => listed),
    ])

  const hold = async (running: unknown) => {
    if (!(running instanceof Promise)) return
    busy += 1
    await running.catch(() => undefined)
    busy -= 1
  }
  const press = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key
    if (isTaken(event) || (key.length === 1 && localStorage.getItem(LETTERS) === 'off')) return
    if (busy > 0 && key.length === 1) return event.preventDefault()
    const before = first && event.timeStamp - first.at < SECOND ? first.key : undefined
    first = null
    const known = all()
    const found = known.findLast((one) => one.key === key && one.after === before)
    if (!found && known.some((one) => one.after === key)) first = { key, at: event.timeStamp }
    else if (!found && key === '?') openSheet()
    else if (found) void hold(found.run())
    else return
    event.preventDefault()
  }
  onMount(() => {
    addEventListener('keydown', press)
    onCleanup(() => removeEventListener('keydown', press))
  })

  const keyboard: Keyboard = {
    add: (keys, listed = []) => {
      const set = { keys, listed }
      sets.add(set)
      return () => sets.delete(set)
    },
    openSheet,
  }
  return (
    <KeyboardContext.Provider value={keyboard}>
      {props.children}
      <KeyboardSheet open={sheet() !== null} shortcuts={sheet() ?? []} onClose={() => setSheet(null)} />
    </KeyboardContext.Provider>
  )
}

/** A field, a menu, a dialog has the key first. Esc in a field is the screen’s: it closes, and keeps the text. */
function isTaken(event: KeyboardEvent): boolean {
  const target = event.target instanceof Element ? event.target : null
  // What lies beside the page without taking it, such as a question, leaves the keys to the page.
  if (document.querySelector('[aria-modal="true"], [role="alertdialog"], [role="menu"]')) return true
  if (!target?.closest('input, textarea, select, [contenteditable]')) return false
  return event.key !== 'Escape'
}

const shortcutOf = ({ key, after, does }: Key): Shortcut =>
  after ? { does, keys: [shown(after)], next: [shown(key)] } : { does, keys: [shown(key)] }

const shown = (key: string) => (key === 'Escape' ? 'Esc' : key.length === 1 ? key.toUpperCase() : key)
