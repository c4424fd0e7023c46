import { A } from '@solidjs/router'
import { Match, Show, Switch } from 'solid-js'
import { Button, Empty, Failed, Loading, number } from '../../../ui/index.ts'
import { useBoard, useLive } from '../../live/live.tsx'
import { useSession } from '../../session/session.tsx'
import type { Address } from './address.ts'

/** Before the first snapshot: the shape of what comes, or why it does not come. */
export function NotYet() {
  const { connection } = useLive()
  return (
    <Show
      when={connection.link().state === 'disconnected'}
      fallback={<Loading cards={6} label="Loading conversations" />}
    >
      <Failed title="The conversations could not be loaded" onRetry={() => connection.wake()}>
        Nothing is lost: they are in the log. The server does not answer; it is asked again by itself.
      </Failed>
    </Show>
  )
}

/** A service without an open conversation. */
export function Quiet() {
  return (
    <Empty icon="chat" title="No open conversations">
      A conversation appears here with the customer’s first message.
    </Empty>
  )
}

/** A workspace that nobody has set up yet. */
export function NoServices() {
  const session = useSession()
  return (
    <Empty
      icon="sliders"
      title="There is no service yet"
      action={
        session.may('service:write') ? (
          <A class="btn primary sm" href="/settings/services">
            Create a service
          </A>
        ) : undefined
      }
    >
      A service is what your customers talk to.{' '}
      {session.may('service:write') ? 'Its conversations appear here.' : 'An administrator can create one.'}
    </Empty>
  )
}

/** Nothing belongs to the counter or the search: why, and the way back. */
export function NothingFound(props: { address: Address }) {
  const board = useBoard()
  const back = () => (
    <Button size="sm" onClick={() => props.address.clear()}>
      Show all {number(board.stats().activeConversations)}
    </Button>
  )
  return (
    <Switch>
      <Match when={props.address.query()}>
        <Empty icon="search" title={`No open conversation matches “${props.address.query()}”`} action={back()}>
          Searched the names, questions, places and agents of {number(board.stats().activeConversations)} open
          conversations.
        </Empty>
      </Match>
      <Match when={props.address.shown() === 'attention'}>
        <Empty title="Nothing needs attention" action={back()}>
          {number(board.stats().withAi)} conversations are with the AI, {number(board.stats().claimed)} with people.
        </Empty>
      </Match>
      <Match when={true}>
        <Empty icon="people" title="No conversation is paused" action={back()}>
          The AI answers in all {number(board.stats().withAi)} of them.
        </Empty>
      </Match>
    </Switch>
  )
}
