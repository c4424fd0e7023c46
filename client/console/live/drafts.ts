import { createSignal } from 'solid-js'

/** What a person has typed for one conversation, and not sent yet. `sending` is the id of a send whose outcome is not known. */
export interface Typed {
  text: string
  sending: string | null
}

/**
 * What was typed, by conversation and reader. It outlives a closed panel, a lost claim, a reload of the tab; only the
 * server’s yes to it clears it.
 */
export interface Drafts {
  read: (conversationId: string, reader: 'reply' | 'note') => Typed
  write: (conversationId: string, reader: 'reply' | 'note', typed: Typed) => void
}

const none: Typed = { text: '', sending: null }

/** @param storage the tab’s own: two tabs do not write into each other’s boxes */
export function createDrafts(storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>): Drafts {
  const known = new Map<string, ReturnType<typeof createSignal<Typed>>>()
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
    write: (id, reader, typed) => {
      const key = keyOf(id, reader)
      signal(key)[1](typed)
      try {
        if (typed.text === '' && !typed.sending) storage.removeItem(key)
        else storage.setItem(key, JSON.stringify(typed))
      } catch {
        // Full or forbidden: it stays in memory, and a reload asks first because the box is not empty.
      }
    },
  }
}

const keyOf = (id: string, reader: string) => `baton.typed.${reader}.${id}`

function restore(text: string | null): Typed {
  if (text === null) return none
  try {
    const { text: typed, sending } = JSON.parse(text) as Typed
    return typeof typed === 'string' ? { text: typed, sending: sending ?? null } : none
  } catch {
    return none
  }
}
