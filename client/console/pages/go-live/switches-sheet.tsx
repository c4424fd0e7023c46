import { Show } from 'solid-js'
import type { Switches } from '../../../../domain/routing/switches.ts'
import { ErrorLine, Sheet, SwitchRow } from '../../../ui/index.ts'
import { useGoLive } from '../../go-live/go-live.tsx'
import { api } from '../../live/api.ts'
import { createSending } from '../settings/sending.ts'

/** G11: what is switched on in this workspace; presence needs operators. */
export function SwitchesSheet() {
  const goLive = useGoLive()
  const now = () => goLive.switches()
  const sending = createSending(async (changes: Partial<Switches>) => {
    await api('/switches', { method: 'PATCH', body: changes })
    await goLive.refresh()
  })
  return (
    <Sheet title="Live operators in this workspace">
      <div class="body">
        <SwitchRow
          label="Operators"
          hint="People may go Live."
          checked={now()?.operator ?? false}
          busy={sending.busy()}
          reason={now()?.presence ? 'Presence needs it: switch that off first.' : null}
          onChange={(operator) => void sending.send({ operator })}
        />
        <SwitchRow
          label="Presence"
          hint="Handoffs, and new conversations where a service says so, are offered to who is Live. With nobody Live the AI goes on, and the customer is told honestly. Off, a handoff waits for whoever takes it, and who is Live goes offline."
          checked={now()?.presence ?? false}
          busy={sending.busy()}
          reason={now()?.operator ? null : 'It needs Operators.'}
          onChange={(presence) => void sending.send({ presence })}
        />
        <Show when={sending.problem()}>{(text) => <ErrorLine>{text()}</ErrorLine>}</Show>
      </div>
    </Sheet>
  )
}
