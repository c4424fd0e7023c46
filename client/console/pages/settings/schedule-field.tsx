import { createUniqueId, For, Show } from 'solid-js'
import { Day, type Schedule, type Shift } from '../../../../domain/schedule.ts'
import { ErrorLine, IconButton } from '../../../ui/index.ts'

const dayName = (day: Day): string => `${day.charAt(0).toUpperCase()}${day.slice(1)}`

/** F5: “Operator schedule”: several ranges a day, hours 0–24 of the local time of whoever types them. */
export function ScheduleField(props: {
  value: Schedule | null
  error?: string | null
  onChange: (schedule: Schedule | null) => void
}) {
  const id = createUniqueId()
  const zone = () => props.value?.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone
  const shifts = () => props.value?.shifts ?? []
  const put = (next: Shift[]) => props.onChange(next.length > 0 ? { timeZone: zone(), shifts: next } : null)
  const last = (day: Day) => Math.max(-1, ...shifts().flatMap((shift) => (shift.day === day ? [shift.to] : [])))
  const add = (day: Day) => {
    const from = last(day)
    put([...shifts(), from < 0 ? { day, from: 9, to: 17 } : { day, from, to: Math.min(24, from + 1) }])
  }
  const change = (changed: number, part: Partial<Shift>) =>
    put(shifts().map((shift, nth) => (nth === changed ? { ...shift, ...part } : shift)))

  return (
    <fieldset class="field schedule" aria-describedby={id}>
      <legend class="label">Operator schedule</legend>
      <ul class="list">
        <For each={Day.options}>
          {(day) => (
            <li>
              <span class="day">{dayName(day)}</span>
              <span class="ranges">
                <For each={shifts().flatMap((shift, nth) => (shift.day === day ? [nth] : []))}>
                  {(nth) => (
                    <span class="row">
                      <Hours
                        label={`${dayName(day)}, from hour`}
                        value={shifts()[nth]?.from ?? 0}
                        onChange={(from) => change(nth, { from })}
                      />
                      –
                      <Hours
                        label={`${dayName(day)}, to hour`}
                        value={shifts()[nth]?.to ?? 24}
                        onChange={(to) => change(nth, { to })}
                      />
                      <IconButton
                        icon="x"
                        label={`Remove this range of ${dayName(day)}`}
                        onClick={() => put(shifts().filter((_, other) => other !== nth))}
                      />
                    </span>
                  )}
                </For>
              </span>
              <IconButton
                icon="plus"
                label={`Add a range on ${dayName(day)}`}
                reason={last(day) >= 24 ? 'The day is full' : null}
                onClick={() => add(day)}
              />
            </li>
          )}
        </For>
      </ul>
      <Show when={props.error}>{(text) => <ErrorLine>{text()}</ErrorLine>}</Show>
      <span class="hint" id={id}>
        Hours from 0 to 24 in {zone().replaceAll('_', ' ')}, also when the clocks change. Without a range there is no
        schedule.
      </span>
    </fieldset>
  )
}

function Hours(props: { label: string; value: number; onChange: (hours: number) => void }) {
  return (
    <input
      class="input hours"
      type="number"
      min={0}
      max={24}
      step={0.25}
      aria-label={props.label}
      value={props.value}
      onChange={(event) => {
        const hours = event.currentTarget.valueAsNumber
        if (Number.isFinite(hours)) props.onChange(hours)
      }}
    />
  )
}

/** What is wrong with it, in one sentence; the server looks again. */
export function scheduleProblem(schedule: Schedule | null): string | null {
  for (const { day, from, to } of schedule?.shifts ?? []) {
    const hour = (hours: number) => hours >= 0 && hours <= 24 && Number.isInteger(hours * 4)
    if (!hour(from) || !hour(to)) return `${dayName(day)}: an hour is from 0 to 24, in quarters.`
    if (from >= to) return `${dayName(day)}: a range must end after it begins.`
  }
  for (const one of schedule?.shifts ?? [])
    for (const other of schedule?.shifts ?? [])
      if (one !== other && one.day === other.day && one.from < other.to && other.from < one.to)
        return `${dayName(one.day)}: two ranges overlap.`
  return null
}
