import type { Acts } from '../../conversation/acts.ts'
import type { Key, Listed } from '../../keys/keys.tsx'
import type { Address } from './address.ts'
import type { ChatHandle } from './chat.tsx'

/** What the keys of this screen act on. */
export interface Hands {
  address: Address
  acts: Acts
  /** The id of who is signed in, with the name that others see. */
  me: { id: string; name: string }
  next: () => unknown
  step: (by: 1 | -1) => void
  search: () => void
  chat: () => ChatHandle | null
  useDraft: () => void
  /** Leaves the search while one types in it, else closes the chat. */
  escape: () => void
}

/** The keyboard of Human Agents, as design/README.md maps it: on the conversation that one is at. */
export function humanAgentsKeys(hands: Hands): readonly Key[] {
  const { address, acts, me, chat } = hands
  const open = (run: (id: string) => unknown) => () => {
    const id = address.open()
    return id ? run(id) : undefined
  }
  const turn = (by: 1 | -1) => () => {
    const columns = address.columns()
    const at = columns.indexOf(address.open() ?? '')
    const to = columns[(at + by + columns.length) % columns.length]
    if (to) address.turnTo(to)
  }
  return [
    { key: 'n', does: 'Next, most urgent', run: hands.next },
    { key: 'j', does: 'Down', run: () => hands.step(1) },
    { key: 'k', does: 'Up', run: () => hands.step(-1) },
    { key: '/', does: 'Search', run: hands.search },
    { key: 'v', does: 'Keep open beside', run: open((id) => address.keep(id)) },
    { key: ',', does: 'Chat to the left', run: turn(-1) },
    { key: '.', does: 'Chat to the right', run: turn(1) },
    { key: 't', does: 'Assign to me', run: open((id) => acts.assign(id, me)) },
    { key: 'a', does: 'Assign', run: open(() => chat()?.openAssign()) },
    { key: 'r', does: 'Reply', run: open(() => chat()?.reply()) },
    { key: 'p', does: 'Private note', run: open(() => chat()?.note()) },
    { key: 'd', does: 'Use the draft', run: open(hands.useDraft) },
    { key: 'o', does: 'Information', run: open(() => chat()?.information()) },
    { key: 'l', does: 'Release', run: open((id) => acts.release(id)) },
    { key: 'i', does: 'Resume AI', run: open((id) => acts.resume(id)) },
    { key: 'e', does: 'Resolve', run: open(() => chat()?.resolve()) },
    { key: 'z', does: 'Snooze 5 min', run: open((id) => acts.mark(id, 'snoozed')) },
    { key: 'f', does: 'False alarm', run: open((id) => acts.mark(id, 'false_alarm')) },
    { key: 'Escape', does: 'Close, keep the text', run: hands.escape },
  ]
}

/** Keys that are handled where they are pressed. */
export const listedKeys: readonly Listed[] = [
  { does: 'Open', keys: ['Enter'] },
  { does: 'Send', keys: ['Enter'] },
  { does: 'New line', keys: ['Shift', 'Enter'] },
  { does: 'Send, too', keys: ['Ctrl', 'Enter'] },
]
