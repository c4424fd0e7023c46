import { createEffect, createSignal, For, on, Show } from 'solid-js'
import { addStats, noStats, type Stats } from '../../../../../domain/board.ts'
import { type Claims, type Mode, modeLabel } from '../../../../../domain/mode.ts'
import type { ServiceView } from '../../../../../domain/wire.ts'
import { Button, Choices, Dialog, number, plural, Ribbon } from '../../../../ui/index.ts'
import { useBoard } from '../../../live/live.tsx'
import type { ModeChange, Wanted } from './change.tsx'
import { afterwards } from './preview.ts'

/** B3: what a change of mode will do, before it is done: “14 open: 9 with AI, 3 claimed, 2 waiting”. */
export function ModeDialog(props: { change: ModeChange }) {
  const [claims, setClaims] = createSignal<Claims>('finish')
  createEffect(
    on(
      () => props.change.wanted(),
      (wanted) => wanted && setClaims('finish'),
    ),
  )
  const stats = () => {
    const wanted = props.change.wanted()
    return wanted ? props.change.statsFor(wanted) : null
  }
  const board = useBoard()
  const services = () => {
    const wanted = props.change.wanted()
    return wanted?.service ? [wanted.service] : board.services()
  }
  /** The people who hold what would be returned: those hear of it, and not the customers (laws.md). */
  const holders = () =>
    new Set(
      services()
        .flatMap(({ id }) => board.ranking.rows(id, 'oldest'))
        .flatMap(({ held }) => held.owner?.id ?? []),
    ).size
  const after = (): Stats => {
    const wanted = props.change.wanted()
    return services()
      .map((service) =>
        afterwards(board.ranking.rows(service.id, 'oldest'), service, wanted?.mode ?? service.mode, claims()),
      )
      .reduce((sum, one) => addStats(sum, one), noStats)
  }
  return (
    <Dialog
      open={props.change.wanted() !== null}
      title={titleOf(props.change.wanted())}
      onClose={() => props.change.cancel()}
      footer={
        <>
          <Button variant="ghost" onClick={() => props.change.cancel()}>
            Cancel
          </Button>
          <Button variant="primary" data-autofocus onClick={() => void props.change.confirm(claims())}>
            Set to {modeLabel[props.change.wanted()?.mode ?? 'human_supported']}
          </Button>
        </>
      }
    >
      <Show when={stats()}>
        {(now) => (
          <>
            <Preview stats={now()} after={after()} mode={props.change.wanted()?.mode ?? 'human_supported'} />
            <Show when={props.change.wanted()?.service === null}>
              <Services mode={props.change.wanted()?.mode ?? 'human_supported'} />
            </Show>
            <Show when={now().claimed > 0}>
              <Choices<Claims>
                legend="Conversations that a person holds"
                value={claims()}
                options={[
                  { value: 'finish', label: 'Let claims finish', hint: stay(now().claimed) },
                  {
                    value: 'return',
                    label: returnLabel(props.change.wanted()?.mode),
                    hint: `${plural(holders(), 'operator is', 'operators are')} told`,
                  },
                ]}
                onChoose={setClaims}
              />
            </Show>
          </>
        )}
      </Show>
    </Dialog>
  )
}

const titleOf = (wanted: Wanted | null) =>
  wanted ? `Set ${wanted.service?.name ?? 'all services'} to ${modeLabel[wanted.mode]}?` : ''

const stay = (count: number) => (count === 1 ? '1 stays with its person' : `${number(count)} stay with their people`)

const returnLabel = (mode: Mode | undefined) =>
  mode === 'human_only' ? 'Return all to the queue' : 'Return all to the AI'

/** The count of now, and what it comes to, as the rail lies: who holds what afterwards. */
function Preview(props: { stats: Stats; after: Stats; mode: Mode }) {
  return (
    <div class="preview">
      <p class="total">
        <b>{number(props.stats.activeConversations)} open:</b> {words(props.stats)}
      </p>
      <Show when={props.stats.activeConversations > 0}>
        <div class="flow">
          <Ribbon parts={parts(props.stats)} label={`Now: ${words(props.stats)}`} tall />
          <span aria-hidden="true">→</span>
          <Ribbon parts={parts(props.after)} label={`Afterwards: ${words(props.after)}`} tall />
        </div>
      </Show>
      <p class="meta">{consequence(props.mode, props.after)}</p>
    </div>
  )
}

type Parts = Pick<Stats, 'withAi' | 'waiting' | 'claimed'>

const words = ({ withAi, claimed, waiting }: Parts) =>
  `${number(withAi)} with AI, ${number(claimed)} claimed, ${number(waiting)} waiting`

const parts = ({ withAi, waiting, claimed }: Parts) => [
  { control: 'ai' as const, share: withAi },
  { control: 'waiting' as const, share: waiting },
  { control: 'people' as const, share: claimed },
]

function consequence(mode: Mode, after: Parts): string {
  if (mode === 'ai_only') return 'The AI handles all. Customers get no handoff, operators cannot intervene.'
  if (mode === 'human_only')
    return `The AI is off. ${plural(after.waiting, 'waits, and sees', 'wait, and see')} nothing automated until a person replies.`
  return 'The AI replies; operators monitor, take over, receive escalations. Only what the mode itself had stopped goes back to the AI.'
}

/** “Set all services”: which of them change. */
function Services(props: { mode: Mode }) {
  const board = useBoard()
  const changing = (): ServiceView[] => board.services().filter((service) => service.mode !== props.mode)
  return (
    <p class="quiet">
      <Show when={changing().length} fallback="Every service is in this mode already.">
        {plural(changing().length, 'service changes', 'services change')}:{' '}
        <For each={changing()}>
          {(service, i) => (
            <>
              {i() ? ', ' : ''}
              {service.name} (now {modeLabel[service.mode]})
            </>
          )}
        </For>
        .
      </Show>
    </p>
  )
}
