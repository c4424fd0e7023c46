import type { Acts } from '../../conversation/acts.ts'
import type { Key, Listed } from '../../keys/keys.tsx'
import type { Address } from './address.ts'
import type { ComposerHandle } from './panel/composer.tsx'

/** What the keys of this screen act on. */
export interface Hands {
  address: Address
  acts: Acts
  next: () => void
  step: (by: 1 | -1) => void
  search: () => void
  composer: () => ComposerHandle | null
  useDraft: () => void
  /** Closes the search while one types in it, else the panel. */
  escape: () => void
}

/** The keyboard of Human Handoff, as design/README.md maps it: what is there now, on the conversation that is open. */
export function handoffKeys({ address, acts, next, step, search, composer, useDraft, escape }: Hands): readonly Key[] {
  const open = (run: (id: string) => unknown) => () => {
    const id = address.open()
    return id ? run(id) : undefined
  }
  const walking: Key[] = [
    { key: 'n', does: 'Next, most urgent', run: next },
    { key: 'j', does: 'Down', run: () => step(1) },
    { key: 'k', does: 'Up', run: () => step(-1) },
    { key: '/', does: 'Search', run: search },
  ]
  const acting: Key[] = [
    { key: 't', does: 'Take over', run: open((id) => acts.takeOver(id)) },
    { key: 'r', does: 'Reply', run: open(() => composer()?.reply()) },
    { key: 'p', does: 'Private note', run: open(() => composer()?.note()) },
    { key: 'd', does: 'Use the draft', run: open(useDraft) },
    { key: 'a', does: 'Assign', run: open(() => composer()?.openAssign()) },
    { key: 'l', does: 'Release', run: open((id) => acts.release(id)) },
    { key: 'i', does: 'Resume AI', run: open((id) => acts.resume(id)) },
    { key: 'e', does: 'Resolve', run: open(() => composer()?.resolve()) },
    { key: 'z', does: 'Snooze 5 min', run: open((id) => acts.mark(id, 'snoozed')) },
    { key: 'f', does: 'False alarm', run: open((id) => acts.mark(id, 'false_alarm')) },
    { key: 'Escape', does: 'Close, keep the text', run: escape },
  ]
  return [...walking, ...acting]
}

/** Keys that are handled where they are pressed. */
export const listedKeys: readonly Listed[] = [
  { does: 'Open', keys: ['Enter'] },
  { does: 'Send', keys: ['Ctrl', 'Enter'] },
]
