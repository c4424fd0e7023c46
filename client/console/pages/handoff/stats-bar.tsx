import { createMemo, Show } from 'solid-js'
import { ControlTicks, number, Ribbon, Stat, Stats, type Tick, waited } from '../../../ui/index.ts'
import { useLive } from '../../live/live.tsx'
import type { Row } from '../../live/ranking.ts'
import type { Address } from './address.ts'

/** More open conversations than this are one ribbon: nobody counts forty ticks. */
const TICKS = 18

/** H2: the three counters; each leads to its conversations. */
export function StatsBar(props: { address: Address; rows: () => readonly Row[] }) {
  const { board, time } = useLive()
  const stats = () => board.stats()
  const value = (count: number) => (board.loaded() ? count : null)
  const oldest = createMemo(() =>
    board.ranking.attention().reduce((since, row) => Math.min(since, openSince(row)), Infinity),
  )
  const longest = () => (oldest() < Infinity ? `longest ${waited(time.ticking() - oldest())}` : 'nobody calls for help')
  const waiting = () =>
    stats().waiting === 0
      ? 'nobody waits'
      : `${number(stats().waiting)} ${stats().waiting === 1 ? 'waits' : 'wait'} for a person`
  return (
    <Stats>
      <Stat
        label="Active Conversations"
        value={value(stats().activeConversations)}
        href={props.address.counter('all')}
        current={props.address.shown() === 'all' && props.address.filtered()}
      >
        <Show when={stats().activeConversations <= TICKS} fallback={<Parts />}>
          <ControlTicks ticks={ticksOf(props.rows())} most={TICKS} />
        </Show>
      </Stat>
      <Stat
        tone="attn"
        label="Needs Attention"
        value={value(stats().needsAttention)}
        hint={board.loaded() ? longest() : undefined}
        href={props.address.counter('attention')}
        current={props.address.shown() === 'attention'}
      />
      <Stat
        tone="paused"
        label="Paused (Human)"
        value={value(stats().paused)}
        hint={board.loaded() ? waiting() : undefined}
        href={props.address.counter('paused')}
        current={props.address.shown() === 'paused'}
      />
    </Stats>
  )
}

/** The rail laid flat: how many are with the AI, wait, are with people. */
function Parts() {
  const { board } = useLive()
  const parts = () => {
    const { withAi, waiting, claimed } = board.stats()
    return [
      { control: 'ai' as const, share: withAi },
      { control: 'waiting' as const, share: waiting },
      { control: 'people' as const, share: claimed },
    ]
  }
  const label = () => {
    const { withAi, waiting, claimed } = board.stats()
    return `${number(withAi)} with AI, ${number(waiting)} waiting, ${number(claimed)} with people`
  }
  return <Ribbon parts={parts()} label={label()} />
}

const openSince = ({ conversation }: Row): number =>
  conversation.flags.reduce(
    (since, flag) => (flag.state === 'open' ? Math.min(since, Date.parse(flag.at)) : since),
    Infinity,
  )

const order = { ai: 0, waiting: 1, people: 2 }

const ticksOf = (rows: readonly Row[]): Tick[] =>
  rows.map(tickOf).sort((a, b) => order[a.control] - order[b.control] || Number(a.attention) - Number(b.attention))

const tickOf = ({ held, attention }: Row): Tick => ({
  control: held.owner ? 'people' : held.status === 'paused' ? 'waiting' : 'ai',
  attention,
})
