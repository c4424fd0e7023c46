import type { ConversationView } from '../../../domain/wire.ts'
import { Confirm } from '../../ui/index.ts'
import { useBoard } from '../live/live.tsx'
import type { Acts } from './acts.ts'
import { useBusy } from './busy.ts'
import { nameOf, nextSession } from './card-facts.ts'

/** F15, in its words. */
export function ResolveQuestion(props: {
  card: ConversationView
  acts: Acts
  resolving: boolean
  onResolving: (open: boolean) => void
}) {
  const busy = useBusy()
  const board = useBoard()
  const resolve = async () => {
    const done = await props.acts.resolve(props.card.id)
    props.onResolving(false)
    return done
  }
  return (
    <Confirm
      open={props.resolving}
      title="Are you sure you want to resolve this session?"
      text={`If ${props.card.customer.name ?? `the ${nameOf(props.card).toLowerCase().startsWith('visitor') ? 'visitor' : 'customer'}`} writes again, ${nextSession(board.service(props.card.serviceId))}.`}
      yes="Yes"
      no="No"
      danger
      busy={busy.is('resolve')}
      reason={props.acts.reason('resolve', props.card)}
      onClose={() => props.onResolving(false)}
      onYes={() => void busy.run('resolve', resolve)()}
    />
  )
}
