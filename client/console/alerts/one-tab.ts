import { type Accessor, createEffect, on, onCleanup } from 'solid-js'

/**
 * Which of this browser’s tabs sounds: the first that can. Held as a Web Lock, so that another takes over when that tab
 * closes or falls silent. Where locks are missing each tab sounds.
 */
export function createTurn(
  name: string,
  wants: Accessor<boolean>,
  locks: LockManager | undefined = navigator.locks,
): () => boolean {
  if (!locks) return wants
  let mine = false
  createEffect(
    on(wants, (wanted) => {
      if (!wanted) return
      const leave = new AbortController()
      locks
        .request(name, { signal: leave.signal }, () => {
          mine = true
          return new Promise<void>((done) => leave.signal.addEventListener('abort', () => done()))
        })
        .catch(() => undefined)
        .finally(() => {
          mine = false
        })
      onCleanup(() => leave.abort())
    }),
  )
  return () => mine
}
