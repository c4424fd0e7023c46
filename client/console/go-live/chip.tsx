import { A } from '@solidjs/router'
import { Show } from 'solid-js'
import { routes } from '../../../domain/routing/switches.ts'
import { Icon } from '../../ui/index.ts'
import { useGoLive } from './go-live.tsx'
import { stateLabel } from './words.ts'

/** Top right on every page, where live routing is on: whether one is Live, and the way there (G2). */
export function LiveChip() {
  const goLive = useGoLive()
  const on = () => {
    const switches = goLive.switches()
    return switches !== null && routes(switches)
  }
  const state = () => goLive.mine()?.state ?? 'offline'
  return (
    <Show when={on()}>
      <A
        class="chip"
        classList={{ on: state() === 'live', warn: state() !== 'live' && state() !== 'offline' }}
        href="/go-live"
      >
        <Icon name="hand" small />
        {state() === 'offline' ? 'Not live' : stateLabel[state()]}
      </A>
    </Show>
  )
}
