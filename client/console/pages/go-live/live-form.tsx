import { createEffect, createSignal, on, Show } from 'solid-js'
import { createStore } from 'solid-js/store'
import type { LiveState } from '../../../../domain/routing/live.ts'
import { Banner, Button, Checks, ErrorLine, Field, Segments, Sheet } from '../../../ui/index.ts'
import { useGoLive } from '../../go-live/go-live.tsx'
import { stateLabel, tagsOf } from '../../go-live/words.ts'
import { useBoard } from '../../live/live.tsx'
import { createSending } from '../settings/sending.ts'

const states = (['live', 'away', 'wrap_up'] as const).map((value) => ({ value, label: stateLabel[value] }))

const means: Record<LiveState, string> = {
  live: 'Conversations are offered to you as long as you have room.',
  away: 'You keep what you hold, and are offered nothing.',
  wrap_up: 'You finish what you hold, and are offered nothing.',
  offline: 'Nothing is offered to you. What you hold stays yours.',
}

/** G2: the services among those of one's groups, how many at once, languages and skills; away and wrap-up. */
export function LiveForm() {
  const board = useBoard()
  const goLive = useGoLive()
  const chosen = () => {
    const mine = goLive.mine()
    const services = (mine?.services ?? []).filter((id) => board.service(id))
    return { services, capacity: String(mine?.capacity ?? 4), tags: (mine?.tags ?? []).join(', ') }
  }
  const [values, setValues] = createStore(chosen())
  const [tried, setTried] = createSignal(false)
  // What the server has now, unless one is in the middle of changing it.
  const [touched, setTouched] = createSignal(false)
  createEffect(on(goLive.mine, () => !touched() && setValues(chosen()), { defer: true }))
  const state = () => goLive.mine()?.state ?? 'offline'
  const choice = () => ({
    services: [...values.services],
    capacity: Number(values.capacity),
    tags: tagsOf(values.tags),
  })
  const sending = createSending(async (next: LiveState) => {
    await goLive.put({ state: next, ...(next === 'offline' ? {} : choice()) })
    setTouched(false)
    setTried(false)
  })
  const go = (next: LiveState) => {
    setTried(true)
    if (next === 'live' && values.services.length === 0) return
    void sending.send(next)
  }
  const set = (part: Partial<ReturnType<typeof chosen>>) => {
    setTouched(true)
    setValues(part)
  }
  const servicesError = () =>
    sending.error('services') ?? (tried() && values.services.length === 0 ? 'Choose a service at least.' : null)

  return (
    <Sheet title="Go Live">
      <Show when={goLive.mine()?.atRisk}>
        <Banner tone="warn" boxed>
          <b>Your line was away.</b> What you hold is released soon unless this browser is heard again.
        </Banner>
      </Show>
      <form
        novalidate
        class="body"
        aria-label="Go Live"
        onSubmit={(event) => {
          event.preventDefault()
          go(state() === 'offline' ? 'live' : state())
        }}
      >
        <Checks
          legend="Services"
          values={values.services}
          options={board.services().map(({ id, name }) => ({ value: id, label: name }))}
          empty="Your groups have no service. An administrator can give them one under People, Operator Groups."
          onChange={(services) => set({ services })}
        />
        <Show when={servicesError()}>{(text) => <ErrorLine>{text()}</ErrorLine>}</Show>
        <Field label="How many conversations at once" error={sending.error('capacity')}>
          {(field) => (
            <input
              {...field}
              class="input number"
              name="capacity"
              type="number"
              min={1}
              max={50}
              value={values.capacity}
              onInput={(event) => set({ capacity: event.currentTarget.value })}
            />
          )}
        </Field>
        <Field
          label="Languages and skills"
          aside="optional"
          hint="With commas between them, such as Spanish, refunds. A service may need some of them."
          error={sending.error('tags')}
        >
          {(field) => (
            <input
              {...field}
              class="input"
              name="tags"
              value={values.tags}
              onInput={(event) => set({ tags: event.currentTarget.value })}
            />
          )}
        </Field>
        <p class="hint" role="status">
          {means[state()]}
        </p>
        <Show when={!servicesError() && !['capacity', 'tags'].some(sending.error) && sending.problem()}>
          {(text) => <ErrorLine>{text()}</ErrorLine>}
        </Show>
        <div class="row wrap">
          <Show
            when={state() !== 'offline'}
            fallback={
              <Button variant="primary" type="submit" busy={sending.busy()}>
                Go Live
              </Button>
            }
          >
            <Segments<LiveState> label="Your state" value={state()} options={states} onChoose={go} />
            <Show when={touched()}>
              <Button variant="primary" type="submit" busy={sending.busy()}>
                Save
              </Button>
            </Show>
            <span class="push" />
            <Button onClick={() => go('offline')}>Go offline</Button>
          </Show>
        </div>
      </form>
    </Sheet>
  )
}
