import { Show } from 'solid-js'
import { type Mode, modeLabel } from '../../../../domain/mode.ts'
import { Button, Find, IconButton, Menu, MenuChoice, ModeGroup, ModeKey } from '../../../ui/index.ts'
import { useBoard } from '../../live/live.tsx'
import type { Sort } from '../../live/ranking.ts'
import { useSession } from '../../session/session.tsx'
import type { Address } from './address.ts'
import type { ModeChange } from './mode/change.tsx'

const sorts: readonly { value: Sort; label: string }[] = [
  { value: 'urgent', label: 'Most urgent first' },
  { value: 'newest', label: 'Newest first' },
  { value: 'oldest', label: 'Oldest first' },
]

/** What the list is walked through with: the next one, the order, a search, and the mode of all services (H3). */
export function Tools(props: {
  address: Address
  change: ModeChange
  next: () => void
  nextReason: string | null
  searching: boolean
  onSearch: (open: boolean) => void
  /** The search box, while it is there. */
  findRef: (input: HTMLInputElement) => void
}) {
  const board = useBoard()
  const open = () => props.searching || props.address.query() !== ''
  return (
    <div class="tools">
      <Button
        variant="primary"
        size="sm"
        iconEnd="arrow"
        reason={props.nextReason}
        tip="The most urgent one that nobody holds"
        onClick={() => props.next()}
      >
        Next
      </Button>
      <Menu
        size="sm"
        button={sorts.find(({ value }) => value === props.address.sort())?.label}
        items={
          <MenuChoice
            label="Order"
            value={props.address.sort()}
            options={sorts}
            onChoose={(sort) => props.address.setSort(sort)}
          />
        }
      />
      <Show
        when={open()}
        fallback={
          <IconButton variant="plain" icon="search" label="Search conversations" onClick={() => props.onSearch(true)} />
        }
      >
        <span class="row">
          <Find
            ref={props.findRef}
            small
            label="Search conversations"
            placeholder="Name, question, place"
            value={props.address.query()}
            onInput={(text) => props.address.setQuery(text)}
          />
          <IconButton icon="x" label="Close the search" onClick={() => props.onSearch(false)} />
        </span>
      </Show>
      <Show when={board.services().length > 1}>
        <SetAll change={props.change} />
      </Show>
    </div>
  )
}

/** Who may not change a mode sees it, and why not (F4). */
export function useModeReason(): () => string | null {
  const session = useSession()
  return () => (session.may('service:write') ? null : 'Only an administrator can change the mode')
}

/** H3: “Set all services”; a menu on phones. */
function SetAll(props: { change: ModeChange }) {
  const board = useBoard()
  const reason = useModeReason()
  const common = (): Mode | null => {
    const [first, ...others] = board.services().map(({ mode }) => mode)
    return first && others.every((mode) => mode === first) ? first : null
  }
  const saving = () => {
    const asked = props.change.saving()
    return asked && !asked.service ? asked.mode : null
  }
  return (
    <>
      <Menu
        class="only-phone"
        size="sm"
        button="Set all services"
        reason={reason()}
        items={
          <MenuChoice<Mode>
            label="Mode of all services"
            value={common()}
            options={(['ai_only', 'human_supported', 'human_only'] as const).map((mode) => ({
              value: mode,
              label: modeLabel[mode],
              mark: <ModeKey mode={mode} on />,
            }))}
            onChoose={(mode) => props.change.choose(null, mode)}
          />
        }
      />
      <div class="set only-wide">
        <span>Set all services</span>
        <ModeGroup
          label="Mode of all services"
          value={common()}
          saving={saving()}
          reason={reason()}
          onChoose={(mode) => props.change.choose(null, mode)}
        />
      </div>
    </>
  )
}
