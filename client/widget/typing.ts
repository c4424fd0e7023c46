import { type Accessor, createSignal } from 'solid-js'
import type { Typing } from './customer-event.ts'

/** Milliseconds after which a sign of writing that was not renewed is over: a person’s, and an AI that thinks longer. */
const FADES = { operator: 8_000, ai: 30_000 }

/** Who is writing at this moment on the other side. */
export function createTypingIn(): [Accessor<Typing | null>, (now: Typing | null) => void] {
  const [typing, setTyping] = createSignal<Typing | null>(null)
  let fading: ReturnType<typeof setTimeout> | undefined
  const hear = (now: Typing | null) => {
    clearTimeout(fading)
    setTyping(now)
    if (now) fading = setTimeout(() => setTyping(null), FADES[now.who])
  }
  return [typing, hear]
}

/** At most one “is writing” in this time. */
const EVERY = 3_000
/** Who pauses longer than this has stopped writing. */
const IDLE = 5_000

/** Tells the other side that the customer is writing, sparingly, and when that ended. Never what is written. */
export function createTypingOut(tell: (typing: boolean) => void) {
  let told = 0
  let idle: ReturnType<typeof setTimeout> | undefined
  const stop = () => {
    clearTimeout(idle)
    if (told === 0) return
    told = 0
    tell(false)
  }
  return {
    stop,
    /** After each keystroke, with what stands in the field now. */
    typed(text: string) {
      if (text.trim() === '') return stop()
      clearTimeout(idle)
      idle = setTimeout(stop, IDLE)
      const now = performance.now()
      if (told !== 0 && now - told < EVERY) return
      told = now
      tell(true)
    },
  }
}
