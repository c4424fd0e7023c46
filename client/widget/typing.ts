/** At most one “is writing” in this time. */
const EVERY = 3_000
/** Who pauses longer than this has stopped writing. */
const IDLE = 5_000

/** Tells the other side that the customer is writing, sparingly, and when that ended. Never what is written. */
export function createTyping(tell: (typing: boolean) => void) {
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
