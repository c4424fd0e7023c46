import { A } from '@solidjs/router'
import { For, Match, Show, Switch } from 'solid-js'
import { modeLabel } from '../../../../domain/mode.ts'
import type { ServiceView } from '../../../../domain/wire.ts'
import { Button, Empty, Failed, Loading, number } from '../../../ui/index.ts'
import { useBoard, useLive } from '../../live/live.tsx'
import { useSession } from '../../session/session.tsx'
import type { Address } from './address.ts'
import { everything } from './filters.ts'

/** Before the first snapshot: the shape of what comes, or why it does not come. */
export function NotYet() {
  const { connection } = useLive()
  return (
    <Show
      when={connection.link().state === 'disconnected'}
      fallback={<Loading cards={4} label="Loading conversations" />}
    >
      <Failed title="The conversations could not be loaded" onRetry={() => connection.wake()}>
        Nothing is lost: they are in the log. The server does not answer; it is asked again by itself.
      </Failed>
    </Show>
  )
}

/** The list is empty: why, and what to do (F18, “No escalations reach the workspace”). */
export function NothingHere(props: { address: Address }) {
  const board = useBoard()
  return (
    <Show when={!props.address.filtered()} fallback={<Filtered address={props.address} />}>
      <Empty icon="chat" title="No conversation is with people">
        <Show
          when={board.services().length > 0}
          fallback="There is no service yet. An administrator creates one in Services."
        >
          {board.stats().withAi > 0 ? `${number(board.stats().withAi)} with the AI. ` : ''}One comes here when a
          customer asks for a person, when the AI hands over, or when somebody takes it over in{' '}
          <A class="link" href="/handoff">
            Human Handoff
          </A>
          .
        </Show>
      </Empty>
      <WhyNone />
    </Show>
  )
}

/** Services from which no handoff by the AI can come, each with the reason. */
function WhyNone() {
  const board = useBoard()
  const session = useSession()
  const shut = () =>
    board.services().flatMap((service) => (reasonOf(service) ? [{ service, reason: reasonOf(service) }] : []))
  return (
    <Show when={shut().length > 0}>
      <div class="why-none">
        <b>Services that do not hand over by themselves</b>
        <ul>
          <For each={shut()}>
            {({ service, reason }) => (
              <li>
                <b>{service.name}</b>: {reason}
              </li>
            )}
          </For>
        </ul>
        <Show when={session.may('service:write')} fallback={<p>An administrator can change this in Services.</p>}>
          <A class="link" href="/settings/services">
            Change it in Services
          </A>
        </Show>
      </div>
    </Show>
  )
}

const reasonOf = ({ mode, allowHandoff }: ServiceView): string | null => {
  if (mode === 'ai_only') return `it is set to ${modeLabel.ai_only}, where customers get no handoff.`
  if (mode === 'human_supported' && !allowHandoff) return '“Allow human handoff” is off.'
  return null
}

function Filtered(props: { address: Address }) {
  const board = useBoard()
  const back = () => (
    <Button size="sm" onClick={() => props.address.filter(everything)}>
      Show all {number(board.stats().paused)}
    </Button>
  )
  return (
    <Switch
      fallback={
        <Empty icon="filter" title="No conversation matches these filters" action={back()}>
          {number(board.stats().paused)} are with people in all.
        </Empty>
      }
    >
      <Match when={props.address.wanted().query}>
        <Empty icon="search" title={`No conversation matches “${props.address.wanted().query}”`} action={back()}>
          Searched the names, questions, places and agents of the conversations that people have.
        </Empty>
      </Match>
      <Match when={props.address.wanted().whose === 'mine'}>
        <Empty icon="person" title="Nothing is assigned to you" action={back()}>
          Open one under Unassigned, then Assign, then Me.
        </Empty>
      </Match>
    </Switch>
  )
}

/** No chat is open, and there is room for one. */
export function NoChat() {
  return (
    <div class="no-chat">
      <Empty bare icon="chat" title="Choose a conversation">
        Its chat opens here. Several stand side by side when you keep one open.
      </Empty>
    </div>
  )
}

/** F18, “An operator does not see Human Agents”: the account has another role. */
export function NotForYou() {
  return (
    <div class="page">
      <Empty icon="people" title="Your role does not include Human Agents">
        It needs the role Tenant Operator. An administrator sets it in People, on the Users tab of Identity.
      </Empty>
    </div>
  )
}
