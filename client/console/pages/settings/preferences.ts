import { createSignal } from 'solid-js'
import { LETTERS } from '../../keys/keys.tsx'

/** What a person prefers in this browser. It needs no server: another browser may be on another desk. */
export type Theme = 'system' | 'light' | 'dark'

const THEME = 'baton.theme'

const readTheme = (): Theme => {
  const kept = localStorage.getItem(THEME)
  return kept === 'light' || kept === 'dark' ? kept : 'system'
}

const [chosen, choose] = createSignal<Theme>(readTheme())
const [letters, setLetters] = createSignal(localStorage.getItem(LETTERS) !== 'off')

export const theme = chosen

/** Takes effect at once, in this tab; the others follow when they are loaded. */
export function setTheme(next: Theme): void {
  choose(next)
  if (next === 'system') localStorage.removeItem(THEME)
  else localStorage.setItem(THEME, next)
  applyTheme()
}

/** Puts the kept theme on the page. Call it once before the first paint. */
export function applyTheme(): void {
  const { dataset } = document.documentElement
  const kept = readTheme()
  if (kept === 'system') delete dataset['theme']
  else dataset['theme'] = kept
}

/** Whether single letters act outside of fields (WCAG 2.1.4). */
export const lettersAct = letters

export function setLettersAct(act: boolean): void {
  setLetters(act)
  localStorage.setItem(LETTERS, act ? 'on' : 'off')
}
