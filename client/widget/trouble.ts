import { type Accessor, createEffect, createMemo, createSignal, onCleanup } from 'solid-js'
import type { Link } from './follow.ts'

/** A connection that is back so soon was not worth a word. */
const GRACE = 2_000

/** What to tell the customer about the connection: nothing, while it is there or only just went. */
export function createTrouble(link: Accessor<Link>, online: Accessor<boolean>): Accessor<'offline' | 'cut' | null> {
  const [long, setLong] = createSignal(false)
  const cut = createMemo(() => link() === 'waiting' || link() === 'connecting')
  createEffect(() => {
    setLong(false)
    if (!cut()) return
    const timer = setTimeout(() => setLong(true), GRACE)
    onCleanup(() => clearTimeout(timer))
  })
  return () => {
    if (!online()) return 'offline'
    return cut() && long() ? 'cut' : null
  }
}
