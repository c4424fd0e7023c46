import { createSignal, For, Show } from 'solid-js'
import { Button, Dialog, Field, Select } from '../../../ui/index.ts'
import { createActs } from '../../conversation/acts.ts'
import { nameOf } from '../../conversation/card-facts.ts'
import { useLive } from '../../live/live.tsx'
import { useSession } from '../../session/session.tsx'
import { useToasts } from '../../toasts/toasts.tsx'

/** G5: “Complete” asks what becomes of it: Resume AI, Resolve, or transfer. */
export function CompleteDialog(props: { id: string | null; onClose: () => void }) {
  const live = useLive()
  const session = useSession()
  const toasts = useToasts()
  const acts = createActs({ live, session, toasts })
  const [busy, setBusy] = createSignal<string | null>(null)
  const [to, setTo] = createSignal('')
  const card = () => (props.id === null ? undefined : live.board.card(props.id))
  const others = () => live.board.operators().filter(({ id }) => id !== session.me.id)
  const reason = (act: 'resume' | 'resolve' | 'reply') => {
    const one = card()
    return one ? acts.reason(act, one) : null
  }
  const run = async (what: string, act: (id: string) => Promise<boolean>) => {
    if (busy() || props.id === null) return
    setBusy(what)
    const done = await act(props.id)
    setBusy(null)
    if (done) props.onClose()
  }
  const transfer = () => {
    const person = others().find(({ id }) => id === to())
    if (person) void run('transfer', (id) => acts.assign(id, person))
  }
  return (
    <Dialog
      open={props.id !== null && card() !== undefined}
      title="Complete this session"
      text={`What becomes of the conversation with ${card() ? nameOf(card() as never) : 'the customer'}?`}
      cross
      onClose={() => props.onClose()}
    >
      <div class="body complete">
        <div class="row wrap">
          <Button
            icon="bot"
            data-autofocus
            busy={busy() === 'resume'}
            reason={reason('resume')}
            onClick={() => void run('resume', acts.resume)}
          >
            Resume AI
          </Button>
          <span class="meta">The AI answers from the next customer message.</span>
        </div>
        <div class="row wrap">
          <Button
            variant="danger"
            busy={busy() === 'resolve'}
            reason={reason('resolve')}
            onClick={() => void run('resolve', acts.resolve)}
          >
            Resolve
          </Button>
          <span class="meta">The session ends.</span>
        </div>
        <Field label="Transfer to">
          {(field) => (
            <Select {...field} value={to()} onChange={(event) => setTo(event.currentTarget.value)}>
              <option value="">Choose a teammate</option>
              <For each={others()}>
                {(person) => (
                  <option value={person.id}>
                    {person.name}
                    {person.live?.state === 'live' ? ', live' : ''}
                  </option>
                )}
              </For>
            </Select>
          )}
        </Field>
        <Show when={to()}>
          <Button busy={busy() === 'transfer'} reason={reason('reply')} onClick={transfer}>
            Transfer
          </Button>
        </Show>
      </div>
    </Dialog>
  )
}
