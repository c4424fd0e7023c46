import { Strategy } from '../../../../domain/routing/settings.ts'
import { Checks, Choices, Field, Sheet, SwitchRow } from '../../../ui/index.ts'
import { strategyLabel } from '../../go-live/words.ts'
import { useBoard } from '../../live/live.tsx'
import type { RoutingFields } from './routing-fields.ts'

const hints: Record<Strategy, string> = {
  least_loaded: 'Who has the most room for their size.',
  longest_idle: 'Who was given nothing for the longest.',
  round_robin: 'One after another, in the same order.',
}

/** G4, F2: who is asked about this service's conversations, for how long, and what becomes of those that nobody takes. */
export function RoutingSheet(props: {
  values: RoutingFields
  /** What is wrong with one of them, in the server's words. */
  error: (field: keyof RoutingFields) => string | null
  set: <K extends keyof RoutingFields>(field: K, value: RoutingFields[K]) => void
}) {
  const board = useBoard()
  return (
    <Sheet id="routing" title="Routing">
      <SwitchRow
        label="Offer new conversations too"
        hint="Before the AI answers a new conversation, who is Live is asked. Nobody live, or nobody takes it: the AI answers as usual."
        checked={props.values.newConversations}
        onChange={(on) => props.set('newConversations', on)}
      />
      <Choices<Strategy>
        legend="Who is asked first"
        value={props.values.strategy}
        options={Strategy.options.map((value) => ({ value, label: strategyLabel[value], hint: hints[value] }))}
        onChoose={(strategy) => props.set('strategy', strategy)}
      />
      <Field
        label="Seconds to answer an offer"
        error={props.error('offerSeconds')}
        hint="Then it moves on to the next one. 5 to 300."
      >
        {(field) => (
          <input
            {...field}
            class="input"
            type="number"
            min={5}
            max={300}
            name="offerSeconds"
            value={props.values.offerSeconds}
            onInput={(event) => props.set('offerSeconds', event.currentTarget.value)}
          />
        )}
      </Field>
      <Field
        label="Languages and skills it needs"
        error={props.error('needs')}
        aside="optional"
        hint="With commas between them. Only who has all of them is asked."
      >
        {(field) => (
          <input
            {...field}
            class="input"
            name="needs"
            value={props.values.needs}
            onInput={(event) => props.set('needs', event.currentTarget.value)}
          />
        )}
      </Field>
      <Checks
        legend="Default operators"
        values={props.values.defaultOperators.split(' ').filter(Boolean)}
        options={board.operators().map(({ id, name }) => ({ value: id, label: name }))}
        empty="There is nobody in the team yet."
        onChange={(ids) => props.set('defaultOperators', ids.toSorted().join(' '))}
      />
      <p class="hint">
        A handoff by the AI is assigned to one of them at once, the least loaded, whether they are Live or not.
      </p>
      <Field
        label="Minutes until a wait goes back to the AI"
        error={props.error('backToAiMinutes')}
        aside="optional"
        hint="Empty: a conversation that nobody takes waits for a person."
      >
        {(field) => (
          <input
            {...field}
            class="input"
            type="number"
            min={1}
            max={10_080}
            name="backToAiMinutes"
            value={props.values.backToAiMinutes}
            onInput={(event) => props.set('backToAiMinutes', event.currentTarget.value)}
          />
        )}
      </Field>
    </Sheet>
  )
}
