import { type Accessor, createEffect, createMemo, on, onCleanup, onMount } from 'solid-js'
import type { EventView } from '../../../domain/wire.ts'
import { api, type Problem } from '../live/api.ts'
import { createConversationLog } from '../live/conversation-log.ts'
import { useLive } from '../live/live.tsx'

/** The events of one open conversation, as they come, for all parts of a page that read it. */
export interface LiveLog {
  events: Accessor<readonly EventView[]>
  state: Accessor<'loading' | 'ready' | Problem>
  load: () => Promise<void>
  /** Told before each event that comes. */
  beforeEach: (listener: () => void) => void
}

export function createLiveLog(id: string): LiveLog {
  const { board, connection, onReload } = useLive()
  const log = createConversationLog(id, api)
  const listeners: (() => void)[] = []
  onMount(() => void log.load())
  onCleanup(log.stop)
  onCleanup(onReload(() => void log.load()))
  // What could not be asked for without a server is asked for when it is back: the stream brings only what is new.
  const line = createMemo(() => connection.link().state)
  createEffect(
    on(line, (state) => state === 'connected' && log.state() !== 'ready' && void log.load(), { defer: true }),
  )
  onCleanup(
    board.listen(({ event }) => {
      if (event.conversationId !== id) return
      for (const listener of listeners) listener()
      log.add(event)
    }),
  )
  return { events: log.events, state: log.state, load: log.load, beforeEach: (listener) => listeners.push(listener) }
}
