import { createSignal, Show } from 'solid-js'
import { Banner, Button, plural } from '../../../ui/index.ts'
import { api } from '../../live/api.ts'
import { createSending } from '../settings/sending.ts'

interface Sample {
  running: boolean
  services: number
}

/** Starts what `npm run demo` plays: services, an AI, customers who chat, complain, ask for a person. */
export const startSample = (): Promise<unknown> => api('/sample', { method: 'POST' })

/** What there is of sample traffic, and taking it away: its services and their conversations, nothing of one’s own. */
function createSample() {
  const [sample, learn] = createSignal<Sample>({ running: false, services: 0 })
  api<Sample>('/sample').then(learn, () => undefined)
  const removing = createSending(async () => {
    await api('/sample', { method: 'DELETE' })
    learn({ running: false, services: 0 })
  })
  return { there: () => sample().running || sample().services > 0, services: () => sample().services, removing }
}

/** Says that what is seen is a sample, and takes it away with one click. Nothing when there is none. */
export function SampleBanner(props: { onRemoved?: () => void }) {
  const { there, services, removing } = createSample()
  const [gone, setGone] = createSignal(false)
  const remove = async () => {
    if (!(await removing.send())) return
    setGone(true)
    props.onRemoved?.()
  }
  return (
    <Show
      when={there()}
      fallback={
        <Show when={gone()}>
          <Banner tone="blue" icon="check" boxed>
            The sample traffic is gone.
          </Banner>
        </Show>
      }
    >
      <Banner
        tone={removing.problem() ? 'red' : 'blue'}
        icon={removing.problem() ? 'warn' : 'play'}
        boxed
        action={
          <Button size="sm" busy={removing.busy()} onClick={() => void remove()}>
            Remove it
          </Button>
        }
      >
        <b>Sample traffic.</b>{' '}
        {services() > 0
          ? `${plural(services(), 'service')} and the customers in ${services() === 1 ? 'it' : 'them'} are`
          : 'Some customers here are'}{' '}
        played, not real. {removing.problem()}
      </Banner>
    </Show>
  )
}
