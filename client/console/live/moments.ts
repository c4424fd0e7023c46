import { type Accessor, createSignal, type Setter } from 'solid-js'
import type { Person } from '../../../domain/actor.ts'
import type { Moment } from '../../../domain/wire.ts'
import type { Clock } from './clock.ts'

/** What is happening in one conversation at this moment; nothing of it is in the log (B13). */
export interface Now {
  customerTyping: boolean
  /** The name of an operator who is typing. */
  operatorTyping: string | null
  /** The AI’s reply as far as it is written; '' while it has not begun to speak. */
  aiText: string | null
  /** Who looks at it. */
  viewers: Person[]
}

export interface Moments {
  of: (conversationId: string) => Now
  apply: (moment: Moment) => void
  /** Something was said: whoever was about to say it is not typing any more. */
  said: (conversationId: string, role: 'customer' | 'ai' | 'operator' | 'system') => void
  /** It went to another, or to nobody: who was writing until then may not go on. */
  changedHands: (conversationId: string) => void
  /** The line was lost: what was happening is not known any more. */
  forget: () => void
}

const nothing: Now = { customerTyping: false, operatorTyping: null, aiText: null, viewers: [] }
/** A moment that is not renewed is over. */
const FADES = { typing: 8_000, writing: 30_000 }

export function createMoments(clock: Clock): Moments {
  const signals = new Map<string, [Accessor<Now>, Setter<Now>]>()
  const timers = new Map<string, () => void>()
  const signal = (id: string) => {
    let known = signals.get(id)
    if (!known) {
      known = createSignal(nothing)
      signals.set(id, known)
    }
    return known
  }
  const set = (id: string, part: Partial<Now>) => signal(id)[1]((now) => ({ ...now, ...part }))
  const fade = (id: string, what: string, delay: number | null, part: Partial<Now>) => {
    timers.get(`${what} ${id}`)?.()
    timers.delete(`${what} ${id}`)
    if (delay !== null)
      timers.set(
        `${what} ${id}`,
        clock.after(delay, () => set(id, part)),
      )
  }

  const typing = (moment: Extract<Moment, { type: 'typing' }>) => {
    const { conversationId: id, who, name } = moment
    if (who === 'customer') {
      set(id, { customerTyping: moment.typing })
      fade(id, who, moment.typing ? FADES.typing : null, { customerTyping: false })
    } else if (who === 'operator') {
      set(id, { operatorTyping: moment.typing ? (name ?? 'An operator') : null })
      fade(id, who, moment.typing ? FADES.typing : null, { operatorTyping: null })
    } else {
      set(id, { aiText: moment.typing ? (signal(id)[0]().aiText ?? '') : null })
      fade(id, who, moment.typing ? FADES.writing : null, { aiText: null })
    }
  }

  return {
    of: (id) => signal(id)[0](),
    apply: (moment) => {
      if (moment.type === 'typing') typing(moment)
      else if (moment.type === 'viewers') set(moment.conversationId, { viewers: moment.viewers })
      else if (moment.type === 'ai.writing') {
        set(moment.conversationId, { aiText: moment.done ? null : moment.text })
        fade(moment.conversationId, 'ai', moment.done ? null : FADES.writing, { aiText: null })
      }
    },
    said: (id, role) => {
      if (!signals.has(id)) return
      if (role === 'customer') set(id, { customerTyping: false })
      if (role === 'ai') set(id, { aiText: null })
      if (role === 'operator') set(id, { operatorTyping: null })
    },
    changedHands: (id) => signals.has(id) && set(id, { operatorTyping: null, aiText: null }),
    forget: () => {
      for (const [, write] of signals.values()) write(nothing)
    },
  }
}
