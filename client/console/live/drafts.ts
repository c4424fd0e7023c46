import { createSignal, untrack } from 'solid-js'
import type { Attachment } from '../../../domain/attachment.ts'

/** What a person has typed for one conversation, and not sent yet. `sending` is the id of a send whose outcome is not known. */
export interface Typed {
  text: string
  sending: string | null
  /** Files that go with it. */
  attachments?: readonly Attachment[]
}

/**
 * What was typed, by conversation and reader. It outlives a closed panel, a lost claim, a reload and the end of the tab; only
 * the server’s yes to it clears it, or the person’s sign-out.
 */
export interface Drafts {
  read: (conversationId: string, reader: 'reply' | 'note') => Typed
  /** Without `attachments` those that are there stay. */
  write: (conversationId: string, reader: 'reply' | 'note', typed: Typed) => void
  /** Another tab of this person has written: `value` is what stands under `key` now, null for nothing. */
  heard: (key: string, value: string | null) => void
}

/** Where it is kept. */
export type DraftStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

const none: Typed = { text: '', sending: null }

/**
 * @param storage the browser’s; its tabs tell each other what they write, so that a text that one of them has sent does not
 * stand in the box of another
 * @param person whose it is: at one browser several people may sign in, one after another
 */
export function createDrafts(storage: DraftStorage, person: string): Drafts {
  const known = new Map<string, ReturnType<typeof createSignal<Typed>>>()
  const keyOf = (id: string, reader: string) => `${prefixOf(person)}${reader}.${id}`
  const signal = (key: string) => {
    let found = known.get(key)
    if (!found) {
      found = createSignal<Typed>(restore(storage.getItem(key)))
      known.set(key, found)
    }
    return found
  }
  return {
    read: (id, reader) => signal(keyOf(id, reader))[0](),
    write: (id, reader, changed) => {
      const key = keyOf(id, reader)
      const [now, set] = signal(key)
      const { attachments } = untrack(now)
      const { attachments: along = attachments ?? [], ...words } = changed
      const typed: Typed = along.length > 0 ? { ...words, attachments: along } : words
      set(typed)
      try {
        if (typed.text === '' && !typed.sending && !typed.attachments?.length) storage.removeItem(key)
        else storage.setItem(key, JSON.stringify(typed))
      } catch {
        // Full or forbidden: it stays in memory, and a reload asks first because the box is not empty.
      }
    },
    heard: (key, value) => known.get(key)?.[1](restore(value)),
  }
}

/** Whoever signs out leaves nothing typed behind: the next one at this browser may be somebody else. */
export function clearDrafts(storage: Storage, person: string): void {
  const keys = Array.from({ length: storage.length }, (_, n) => storage.key(n) ?? '')
  for (const key of keys) if (key.startsWith(prefixOf(person))) storage.removeItem(key)
}

const prefixOf = (person: string) => `baton.typed.${person}.`

function restore(text: string | null): Typed {
  if (text === null) return none
  try {
    const { text: typed, sending, attachments } = JSON.parse(text) as Typed
    if (typeof typed !== 'string') return none
    return { text: typed, sending: sending ?? null, ...(attachments && { attachments }) }
  } catch {
    return none
  }
}
