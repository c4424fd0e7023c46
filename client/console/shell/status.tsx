import { createMemo } from 'solid-js'
import { ConnectionBadge, SoundChip } from '../../ui/index.ts'
import { useAlerts } from '../alerts/provider.tsx'
import { LiveChip } from '../go-live/chip.tsx'
import { useLive } from '../live/live.tsx'

/** Top right on every page: whether it can be heard, how old it is, whether it is connected (H1, B2, H13). */
export function Status() {
  const { board, connection, freshness, time } = useLive()
  const sound = useAlerts()
  // Once in each beat of the clock of all waits, so that it says the same second as the banner over the list.
  const retryIn = createMemo(() => {
    const { retryAt } = connection.link()
    time.ticking()
    return retryAt === null ? null : Math.max(0, (retryAt - Date.now()) / 1000)
  })
  return (
    <>
      <LiveChip />
      <SoundChip on={sound.on()} onToggle={() => (sound.on() ? sound.turnOff() : sound.turnOn())} />
      <ConnectionBadge
        state={connection.link().state}
        age={freshness.age()}
        place={board.loaded() ? board.seq() : null}
        retryIn={retryIn()}
      />
    </>
  )
}
