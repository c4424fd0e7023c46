// Traffic for those who watch: what is played, and a gate that stops it in the middle of everything.
import { type Recording, readRecordings } from '../../replay/recording.ts'
import type { Call } from '../../server/demo/core/call.ts'

type Turn = Recording['turns'][number]

/** `REPLAY_FILE` names recorded conversations to play instead of these. */
export const recordings = async (): Promise<Recording[]> =>
  process.env.REPLAY_FILE ? readRecordings(process.env.REPLAY_FILE) : madeUp(72)

const customer = (text: string): Turn => ({ role: 'customer', text })
const ai = (text: string): Turn => ({ role: 'ai', text })
const person = (text: string): Turn => ({ role: 'agent', text })
const handoff: Turn = { role: 'system', text: 'Passed to a person.' }

/** What goes on in a shop: some ask, some complain, some want a person and get one, some get no answer. */
const plots: Turn[][] = [
  [
    customer('Do you ship pendant cables longer than three metres?'),
    ai('Yes, up to five metres.'),
    customer('Black ones?'),
    ai('Black, white and brass.'),
    customer('Thank you.'),
    ai('Enjoy the light.'),
  ],
  [
    customer('Cancel one of the two lamps in LW-20431.'),
    ai('I am sorry, I am not able to cancel orders.'),
    customer('Just get me a human!'),
    handoff,
    person('Hello, Robin here. Which of the two?'),
    customer('The pendant.'),
    person('Done. The money is back within three days.'),
  ],
  [
    customer('Refund for order LW-19877 was promised on Monday.'),
    ai('Refunds can take up to ten working days.'),
    customer('Third time I explain, this is a joke. Terrible service!'),
    ai('I am sorry about that.'),
    customer('So?'),
    handoff,
    customer('Is anybody there?'),
  ],
  [
    customer('Which of your dimmers work with a two-way staircase circuit?'),
    ai("I'm sorry, I don't have that information."),
    customer('Who has?'),
    ai('The installation guide lists them: Ember and Glow.'),
  ],
]

function madeUp(count: number): Recording[] {
  return Array.from({ length: count }, (_, n) => ({
    id: `made-up-${n}`,
    source: n % 3 ? 'customer care' : 'sales and advice',
    turns: (plots[n % plots.length] ?? []).map((turn) => ({ ...turn, text: `${turn.text} (${n})` })),
  }))
}

/** A gate that everything goes through: shut, what has been said is answered and nothing else is said. */
export interface Gate {
  call: Call
  shut(): void
  open(): void
  /** Resolves when it is shut and everything that was said before is answered. */
  still(): Promise<void>
}

export function makeGate(call: Call): Gate {
  let closed: { opened: Promise<void>; open: () => void } | null = null
  let under = 0
  const waiting = new Set<() => void>()
  const look = () => {
    if (!closed || under > 0) return
    for (const tell of waiting) tell()
    waiting.clear()
  }
  return {
    async call(...said) {
      while (closed) await closed.opened
      under++
      try {
        return await call(...said)
      } finally {
        under--
        look()
      }
    },
    shut() {
      if (closed) return
      let open = () => {}
      const opened = new Promise<void>((resolve) => {
        open = resolve
      })
      closed = { opened, open }
      look()
    },
    open() {
      closed?.open()
      closed = null
    },
    still: () =>
      new Promise<void>((resolve) => {
        waiting.add(resolve)
        look()
      }),
  }
}
