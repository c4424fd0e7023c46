import { Show } from 'solid-js'
import { routes } from '../../../domain/routing/switches.ts'
import { Empty, Sheet } from '../../ui/index.ts'
import { useGoLive } from '../go-live/go-live.tsx'
import { useBoard } from '../live/live.tsx'
import { useSession } from '../session/session.tsx'
import { LiveForm } from './go-live/live-form.tsx'
import { MySessions } from './go-live/my-sessions.tsx'
import { SwitchesSheet } from './go-live/switches-sheet.tsx'
import { WhoIsLive } from './go-live/who-is-live.tsx'
import { Shape } from './settings/shape.tsx'
import './settings/settings.css'
import './go-live/go-live.css'

/** Operator → Go Live (G2, G3, G5): what one is Live on, what one holds, and for administrators who else is (G8, G11). */
export default function GoLivePage() {
  const board = useBoard()
  const session = useSession()
  const goLive = useGoLive()
  const on = () => {
    const switches = goLive.switches()
    return switches !== null && routes(switches)
  }
  return (
    <div class="go-live">
      <Show when={session.may('operator:write')} fallback={<NotYours />}>
        <Show when={board.loaded() && goLive.switches()} fallback={<Shape label="Loading" />}>
          <Show when={on()} fallback={<SwitchedOff />}>
            <LiveForm />
          </Show>
          <MySessions />
        </Show>
        <Show when={session.may('people:write')}>
          <WhoIsLive />
        </Show>
        <Show when={session.may('workspace:admin') && goLive.switches()}>
          <SwitchesSheet />
        </Show>
      </Show>
    </div>
  )
}

const NotYours = () => (
  <Sheet>
    <Empty icon="lock" title="You do not have permission" bare>
      To go Live one needs a role that may handle conversations. An administrator can change yours under Settings,
      People.
    </Empty>
  </Sheet>
)

function SwitchedOff() {
  const session = useSession()
  return (
    <Sheet title="Go Live">
      <Empty icon="info" title="Live operators are switched off in this workspace" bare>
        {session.may('workspace:admin')
          ? 'Handoffs wait for whoever takes them. Switch live operators on below, and they are offered to who is Live.'
          : 'Handoffs wait for whoever takes them. An administrator can switch live operators on.'}
      </Empty>
    </Sheet>
  )
}
