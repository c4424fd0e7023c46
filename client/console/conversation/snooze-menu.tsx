import { createSignal, For } from 'solid-js'
import { Button, clock, Dialog, Field, Kbd, Menu, MenuItem, MenuLine } from '../../ui/index.ts'
import { useLive } from '../live/live.tsx'
import { isTomorrow, minutesUntil, rests, SHORT } from './snooze.ts'

const MINUTE = 60_000

/** B5: for how long a flag rests: a moment (Z), a while, until the next morning, until a time of one's own. */
export function SnoozeMenu(props: { busy: boolean; onSnooze: (minutes: number) => void }) {
  const { time } = useLive()
  const [open, setOpen] = createSignal(false)
  const [choosing, setChoosing] = createSignal(false)
  const now = () => new Date(time.now())
  const end = (minutes: number) => clock(time.now() + minutes * MINUTE)
  return (
    <>
      <Menu
        size="sm"
        variant="ghost"
        button="Snooze"
        open={open()}
        onOpenChange={(next) => setOpen(next && !props.busy)}
        items={
          <>
            <For each={open() ? rests(now()) : []}>
              {({ label, minutes }) => (
                <MenuItem
                  icon="moon"
                  end={minutes === SHORT ? <Kbd>Z</Kbd> : end(minutes)}
                  onSelect={() => props.onSnooze(minutes)}
                >
                  {label}
                </MenuItem>
              )}
            </For>
            <MenuLine />
            <MenuItem icon="clock" onSelect={() => setChoosing(true)}>
              Until …
            </MenuItem>
          </>
        }
      />
      <UntilDialog
        open={choosing()}
        now={now}
        onClose={() => setChoosing(false)}
        onUntil={(minutes) => {
          setChoosing(false)
          props.onSnooze(minutes)
        }}
      />
    </>
  )
}

/** A time of one's own within the next day. */
function UntilDialog(props: {
  open: boolean
  now: () => Date
  onClose: () => void
  onUntil: (minutes: number) => void
}) {
  const [until, setUntil] = createSignal('')
  const [missing, setMissing] = createSignal(false)
  const day = () => (until() === '' ? 'Today or tomorrow' : isTomorrow(until(), props.now()) ? 'Tomorrow' : 'Today')
  const submit = (event: Event) => {
    event.preventDefault()
    setMissing(until() === '')
    if (until()) props.onUntil(minutesUntil(until(), props.now()))
  }
  return (
    <Dialog
      open={props.open}
      title="Snooze until"
      text="The flag opens again then, with a toast and a sound."
      onClose={() => props.onClose()}
    >
      <form onSubmit={submit} novalidate>
        <div class="body">
          <Field label="Time" hint={day()} error={missing() ? 'Choose a time.' : null}>
            {(field) => (
              <input
                {...field}
                class="input"
                type="time"
                data-autofocus
                value={until()}
                onInput={(event) => setUntil(event.currentTarget.value)}
              />
            )}
          </Field>
        </div>
        <footer>
          <Button variant="ghost" onClick={() => props.onClose()}>
            Cancel
          </Button>
          <Button variant="primary" type="submit">
            Snooze
          </Button>
        </footer>
      </form>
    </Dialog>
  )
}
