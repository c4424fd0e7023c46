import { createMemo, For } from 'solid-js'
import type { ConversationView } from '../../../domain/wire.ts'
import { Face, Menu, MenuItem, MenuLine } from '../../ui/index.ts'
import { useBoard } from '../live/live.tsx'
import { useSession } from '../session/session.tsx'
import type { Acts } from './acts.ts'

/** F11, F12: to me, or to a colleague, each with the number of conversations that they hold already. */
export function AssignMenu(props: {
  card: ConversationView
  acts: Acts
  open: boolean
  onOpenChange: (open: boolean) => void
}) {
  const board = useBoard()
  const session = useSession()
  const held = createMemo(() => {
    const counts = new Map<string, number>()
    if (!props.open) return counts
    for (const service of board.services()) {
      for (const { held } of board.ranking.rows(service.id, 'oldest'))
        if (held.owner) counts.set(held.owner.id, (counts.get(held.owner.id) ?? 0) + 1)
    }
    return counts
  })
  const others = () =>
    board
      .operators()
      .filter(({ id }) => id !== session.me.id)
      .sort((a, b) => Number(b.online) - Number(a.online) || a.name.localeCompare(b.name))
  // Giving away follows the rule of letting go for the holder, and of taking for everybody else.
  const reason = () => props.acts.reason(props.card.owner?.id === session.me.id ? 'reply' : 'takeOver', props.card)
  return (
    <Menu
      icon="person"
      button={<span class="only-wide">Assign</span>}
      label="Assign"
      open={props.open}
      onOpenChange={props.onOpenChange}
      reason={reason()}
      items={
        <>
          <MenuItem
            mark={<Face name={session.me.name} me />}
            end={held().get(session.me.id) ?? 0}
            reason={props.card.owner?.id === session.me.id ? 'holds it' : null}
            onSelect={() => void props.acts.assign(props.card.id, { id: session.me.id, name: session.me.name })}
          >
            Me
          </MenuItem>
          <MenuLine />
          <For
            each={others()}
            fallback={
              <MenuItem reason="nobody else yet" onSelect={() => {}}>
                Teammates
              </MenuItem>
            }
          >
            {(person) => (
              <MenuItem
                mark={<Face name={person.name} live={person.online} />}
                end={held().get(person.id) ?? 0}
                onSelect={() => void props.acts.assign(props.card.id, person)}
              >
                {person.name}
              </MenuItem>
            )}
          </For>
        </>
      }
    />
  )
}
