import { waited } from '../../../../ui/index.ts'
import { useLive } from '../../../live/live.tsx'

/** “You have held this for 1:08” */
export function HeldFor(props: { since: string }) {
  const { time } = useLive()
  return <>You have held this for {waited(time.ticking() - Date.parse(props.since))}</>
}
