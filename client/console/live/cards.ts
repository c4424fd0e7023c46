import { type Accessor, createSignal, type Setter } from 'solid-js'
import type { ConversationView } from '../../../domain/wire.ts'

/** A signal for each card that is looked at. Made when a card is first read; nobody pays for the cards below the fold. */
export interface Cards {
  read: (id: string) => ConversationView | undefined
  refresh: (id: string) => void
  refreshAll: () => void
}

/** @param view the conversation as it stands now */
export function createCards(view: (id: string) => ConversationView | undefined): Cards {
  const signals = new Map<string, [Accessor<ConversationView | undefined>, Setter<ConversationView | undefined>]>()
  const refresh = (id: string) => {
    signals.get(id)?.[1](() => view(id))
  }
  return {
    read: (id) => {
      let signal = signals.get(id)
      if (!signal) {
        signal = createSignal(view(id))
        signals.set(id, signal)
      }
      return signal[0]()
    },
    refresh,
    refreshAll: () => {
      for (const id of signals.keys()) refresh(id)
    },
  }
}
