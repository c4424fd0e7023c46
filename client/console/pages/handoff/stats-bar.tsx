import { createMemo } from 'solid-js'
import { ControlTicks, number, Stat, Stats, type Tick, waited } from '../../../ui/index.ts'
import { useLive } from '../../live/live.tsx'
import type { Row } from '../../live/ranking.ts'
import type { Address } from './address.ts'

/** More open conversations than this are a ribbon, and need no list of ticks. */
const TICKS = 18

/** H2: the three counters; each leads to its conversations. */
export function StatsBar(props: { address: Address; rows: () => readonly Row[] }) {
  const { board, time } = useLive()
  const value = (count: number) => (board.loaded() ? count : null)
  const stats = () => board.stats()
  const longest = () => {
    const since = board.ranking
      .attention()
      .flatMap((row) =>
        row.conversation.flags.filter((flag) => flag.state === 'open').map((flag) => Date.parse(flag.at)),
      )
    return since.length ? `longest ${waited(time.ticking() - Math.min(...since))}` : 'nobody waits for help'
  }
  const ticks = createMemo((): Tick[] => {
    const { withAi, waiting, claimed, activeConversations } = stats()
    const rows = activeConversations > TICKS ? [] : props.rows()
    if (rows.length === 0) return [...some('ai', withAi), ...some('waiting', waiting), ...some('people', claimed)]
    const order = { ai: 0, waiting: 1, people: 2 }
    return rows
      .map(tickOf)
      .sort((a, b) => order[a.control] - order[b.control] || Number(a.attention) - Number(b.attention))
  })
  return (
    <Stats>
      <Stat
        label="Active Conversations"
        value={value(stats().activeConversations)}
        href={props.address.counter('all')}
        current={props.address.shown() === 'all' && props.address.filtered()}
      >
        <ControlTicks ticks={ticks()} most={TICKS} />
      </Stat>
      <Stat
        tone="attn"
        label="Needs Attention"
        value={value(stats().needsAttention)}
        hint={longest()}
        href={props.address.counter('attention')}
        current={props.address.shown() === 'attention'}
      />
      <Stat
        tone="paused"
        label="Paused (Human)"
        value={value(stats().paused)}
        hint={`${number(stats().waiting)} ${stats().waiting === 1 ? 'waits' : 'wait'} for a person`}
        href={props.address.counter('paused')}
        current={props.address.shown() === 'paused'}
      />
    </Stats>
  )
}

const some = (control: Tick['control'], count: number): Tick[] => Array.from({ length: count }, () => ({ control }))

const tickOf = ({ held, attention }: Row): Tick => ({
  control: held.owner ? 'people' : held.status === 'paused' ? 'waiting' : 'ai',
  attention,
})
