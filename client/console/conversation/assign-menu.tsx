import { createMemo, createSignal, For, Show } from 'solid-js'
import type { Person } from '../../../domain/actor.ts'
import type { ConversationView, OperatorView } from '../../../domain/wire.ts'
import { Face, Menu, MenuItem, MenuLabel, MenuLine } from '../../ui/index.ts'
import { useBoard } from '../live/live.tsx'
import { useSession } from '../session/session.tsx'
import type { Acts } from './acts.ts'
import { AssignDialog, type Goal } from './assign-dialog.tsx'

/** F11, F12: to me, or to a colleague, each with the number of conversations that they hold already. */
export function AssignMenu(props: {
  card: ConversationView
  acts: Acts
  open: boolean
  onOpenChange: (open: boolean) => void
  /** On Human Agents: the owner stands on the button, and the menu lets go, too. */
  owner?: boolean
}) {
  const board = useBoard()
  const session = useSession()
  const held = createMemo(() => {
    const counts = new Map<string, number>()
    if (!props.open) return counts
    for (const { held } of board.ranking.paused())
      if (held.owner) counts.set(held.owner.id, (counts.get(held.owner.id) ?? 0) + 1)
    return counts
  })
  const team = () =>
    board
      .operators()
      .filter(({ id }) => id !== session.me.id)
      .sort((a, b) => Number(b.online) - Number(a.online) || a.name.localeCompare(b.name))
  // Who is Live first, with their room; where nobody is, the list has no parts.
  const live = () => team().filter((person) => person.live?.state === 'live')
  const others = () => team().filter((person) => person.live?.state !== 'live')
  // Giving away follows the rule of letting go for the holder, and of taking for everybody else.
  const owner = () => (props.owner ? props.card.owner : null)
  const mine = () => props.card.owner?.id === session.me.id
  // B12: what another holds a supervisor may assign, with a reason.
  const anothers = () => props.card.owner !== null && !mine() && session.may('operator:supervise')
  const [goal, setGoal] = createSignal<Goal | null>(null)
  const reason = () => props.acts.reason(mine() ? 'reply' : anothers() ? 'forceTakeOver' : 'takeOver', props.card)
  const assign = ({ id, name }: Person) =>
    anothers() ? setGoal({ id, name }) : void props.acts.assign(props.card.id, { id, name })
  const teammate = (person: OperatorView) => (
    <MenuItem
      mark={<Face name={person.name} live={person.online} />}
      end={`${person.live?.atRisk ? 'connection lost · ' : ''}${held().get(person.id) ?? 0}${person.live ? ` of ${person.live.capacity}` : ''}`}
      reason={person.id === props.card.owner?.id ? 'holds it' : null}
      onSelect={() => assign(person)}
    >
      {person.name}
    </MenuItem>
  )
  return (
    <>
      <Menu
        icon={owner() ? undefined : 'person'}
        button={
          <Show when={owner()} fallback={<span class={props.owner ? undefined : 'only-wide'}>Assign</span>}>
            {(person) => (
              <>
                <span class="sr">Assign, now {person().name}</span>
                <Face name={person().name} me={person().id === session.me.id} />
                <span class="only-wide" aria-hidden="true">
                  {person().name.split(' ')[0]}
                </span>
              </>
            )}
          </Show>
        }
        label={owner() ? undefined : 'Assign'}
        open={props.open}
        onOpenChange={props.onOpenChange}
        reason={reason()}
        items={
          <>
            <Show when={props.owner}>
              <MenuLabel>Assign, with conversations owned now</MenuLabel>
            </Show>
            <MenuItem
              mark={<Face name={session.me.name} me />}
              end={String(held().get(session.me.id) ?? 0)}
              reason={mine() ? 'holds it' : null}
              onSelect={() => assign(session.me)}
            >
              Me
            </MenuItem>
            <MenuLine />
            <For each={live()}>{teammate}</For>
            <Show when={live().length > 0 && others().length > 0}>
              <MenuLine />
              <MenuLabel>Not live</MenuLabel>
            </Show>
            <For each={others()}>{teammate}</For>
            <Show when={team().length === 0}>
              <MenuItem reason="nobody else yet" onSelect={() => {}}>
                Teammates
              </MenuItem>
            </Show>
            <MenuLine />
            <MenuItem
              icon="lock"
              reason={team().length > 0 ? null : 'nobody else yet'}
              onSelect={() => setGoal('somebody')}
            >
              With a note…
            </MenuItem>
            <Show when={owner()?.id === session.me.id}>
              <MenuLine />
              <MenuItem icon="undo" onSelect={() => void props.acts.release(props.card.id)}>
                Release to Unassigned
              </MenuItem>
            </Show>
          </>
        }
      />
      <AssignDialog card={props.card} acts={props.acts} goal={goal()} onClose={() => setGoal(null)} />
    </>
  )
}
