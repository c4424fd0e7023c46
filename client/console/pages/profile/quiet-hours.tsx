import { For, Show } from 'solid-js'
import type { QuietHours } from '../../../../domain/notification.ts'
import { Button, Field, Select, SwitchRow } from '../../../ui/index.ts'

/** Of those who switch it on. */
const NIGHT = { from: 22, to: 7 }

const here = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone
const cityOf = (timeZone: string): string => timeZone.replaceAll('_', ' ')
const clock = (hours: number): string =>
  `${String(Math.floor(hours)).padStart(2, '0')}:${String((hours % 1) * 60).padStart(2, '0')}`

/** F6: hours of each day without notifications, by the clock on the person's wall, over midnight too. */
export function QuietHoursField(props: { value: QuietHours | null; onChange: (hours: QuietHours | null) => void }) {
  const elsewhere = () => props.value !== null && props.value.timeZone !== here()
  return (
    <>
      <SwitchRow
        label="Quiet hours"
        hint="In these hours of each day nothing is notified, and nothing afterwards either."
        checked={props.value !== null}
        onChange={(on) => props.onChange(on ? { timeZone: here(), ...NIGHT } : null)}
      />
      <Show when={props.value}>
        {(hours) => (
          <div class="quiet-hours">
            <div class="row wrap">
              <HourField
                label="Quiet from"
                value={hours().from}
                other={hours().to}
                onChange={(from) => props.onChange({ ...hours(), from })}
              />
              <HourField
                label="Quiet until"
                value={hours().to}
                other={hours().from}
                onChange={(to) => props.onChange({ ...hours(), to })}
              />
            </div>
            <p class="hint">
              The time in {cityOf(hours().timeZone)}, also when the clocks change.
              <Show when={elsewhere()}>
                {' '}
                <Button size="sm" onClick={() => props.onChange({ ...hours(), timeZone: here() })}>
                  Use the time in {cityOf(here())}
                </Button>
              </Show>
            </p>
          </div>
        )}
      </Show>
    </>
  )
}

/** Every half hour of a day, and the one that was set otherwise; not that of the other end, which would leave nothing or all. */
function HourField(props: { label: string; value: number; other: number; onChange: (hours: number) => void }) {
  const hours = () =>
    [...new Set([...Array.from({ length: 48 }, (_, half) => half / 2), props.value % 24])]
      .filter((hour) => hour !== props.other % 24)
      .toSorted((one, other) => one - other)
  return (
    <Field label={props.label}>
      {(field) => (
        <Select
          {...field}
          value={String(props.value % 24)}
          onChange={(event) => props.onChange(Number(event.currentTarget.value))}
        >
          <For each={hours()}>{(hour) => <option value={String(hour)}>{clock(hour)}</option>}</For>
        </Select>
      )}
    </Field>
  )
}
