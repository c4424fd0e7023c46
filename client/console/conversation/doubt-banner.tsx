import { Match, Show, Switch } from 'solid-js'
import { Banner, number } from '../../ui/index.ts'
import { useLive } from '../live/live.tsx'

const exact = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
})

/** B2: what is shown is not known to be true any more; why, since when, and what is being done about it. */
export function DoubtBanner() {
  const { board, connection, freshness, time } = useLive()
  const from = () => exact.format(freshness.from() ?? Date.now())
  const next = () => {
    const { retryAt } = connection.link()
    time.ticking()
    return retryAt === null
      ? 'Reconnecting.'
      : `Reconnecting, next try in ${Math.max(0, Math.ceil((retryAt - Date.now()) / 1000))} s.`
  }
  return (
    <Show when={board.loaded() && freshness.doubt()}>
      {(doubt) => (
        <Switch>
          <Match when={doubt().because === 'silence'}>
            <Banner tone="red" icon="unplug" boxed>
              <b>{connection.link().state === 'connected' ? 'Nothing heard.' : 'Disconnected.'}</b> What you see is from{' '}
              {from()}. {next()}
            </Banner>
          </Match>
          <Match when={doubt().because === 'database'}>
            <Banner tone="grey" boxed>
              <b>Cannot know.</b> The server does not reach its database. Nothing is lost; colours are off until it
              does.
            </Banner>
          </Match>
          <Match when={doubtBehind(doubt())}>
            {(gap) => (
              <Banner tone="grey" boxed>
                <b>Cannot know.</b> Colours are off until the log is caught up: {number(gap().held)} of{' '}
                {number(gap().head)}.
              </Banner>
            )}
          </Match>
        </Switch>
      )}
    </Show>
  )
}

const doubtBehind = (doubt: { because: string }) =>
  doubt.because === 'behind' ? (doubt as { held: number; head: number; because: 'behind' }) : undefined
