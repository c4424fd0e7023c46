import { createResource, Match, Show, Switch } from 'solid-js'
import type { NotificationChoices } from '../../../../domain/notification.ts'
import { Banner, Button, ErrorLine, Failed, Sheet, SwitchRow } from '../../../ui/index.ts'
import { api } from '../../live/api.ts'
import { reasonOf } from '../../push/button.tsx'
import { usePush } from '../../push/provider.tsx'
import { createSending } from '../settings/sending.ts'
import { Shape } from '../settings/shape.tsx'
import { QuietHoursField } from './quiet-hours.tsx'

/** F6: whether this browser is notified, and of what its person wants to be told in all of their browsers. */
export function Notifications() {
  return (
    <Sheet id="notifications" title="Notifications" aside="Takes effect at once">
      <ThisBrowser />
      <Choices />
    </Sheet>
  )
}

/** F18: “No browser notifications arrive” is answered here: what is in the way, and what to do. */
function ThisBrowser() {
  const push = usePush()
  return (
    <>
      <Switch>
        <Match when={push.state() === 'on'}>
          <div class="row wrap">
            <p class="quiet">
              This browser is notified, also while Baton is closed. Each browser is enabled by itself.
            </p>
            <span class="push" />
            <Button size="sm" busy={push.busy()} onClick={() => void push.disable()}>
              Turn off in this browser
            </Button>
          </div>
        </Match>
        <Match when={push.state() === 'off'}>
          <p class="quiet">
            This browser is not notified: press “Enable notifications” at the top. Each browser is enabled by itself.
          </p>
        </Match>
        <Match when={push.state() === 'blocked'}>
          <Banner tone="warn" boxed>
            Notifications of this page are blocked in this browser. Press the sign at the left of the address and set
            Notifications to Allow; then press “Enable notifications” at the top.
          </Banner>
        </Match>
        <Match when={push.state() === 'none'}>
          <Banner tone="grey" icon="info" boxed>
            {reasonOf('none')}. While a page of Baton is open it shows and sounds all the same.
          </Banner>
        </Match>
      </Switch>
      <Show when={push.problem()}>{(problem) => <ErrorLine>{problem()}</ErrorLine>}</Show>
    </>
  )
}

function Choices() {
  const [choices, { mutate, refetch }] = createResource(() => api<NotificationChoices>('/push/choices'))
  const saving = createSending(async (before: NotificationChoices) => {
    try {
      let saved: NotificationChoices | undefined
      // What is chosen while one is being saved is saved after it.
      do {
        saved = choices()
        await api('/push/choices', { method: 'PUT', body: saved })
      } while (saved !== choices())
    } catch (error) {
      mutate(before)
      throw error
    }
  })
  return (
    <Switch fallback={<Shape label="Loading your choices" />}>
      <Match when={choices.error}>
        <Failed title="Your choices could not be loaded" retrying={choices.loading} onRetry={() => void refetch()}>
          {(choices.error as Error).message}
        </Failed>
      </Match>
      <Match when={choices()}>
        {(known) => {
          const choose = (part: Partial<NotificationChoices>) => {
            const before = known()
            mutate({ ...before, ...part })
            void saving.send(before)
          }
          return (
            <>
              <SwitchRow
                label="Session assigned"
                hint="“You have new session assigned.” when somebody gives you a conversation."
                checked={known().assigned}
                onChange={(assigned) => choose({ assigned })}
              />
              <SwitchRow
                label="New message"
                hint="“New message: …” when the customer of a conversation that you own writes."
                checked={known().message}
                onChange={(message) => choose({ message })}
              />
              <SwitchRow
                label="Sound of notifications"
                hint="Your device may keep silent all the same."
                checked={known().sound}
                onChange={(sound) => choose({ sound })}
              />
              <QuietHoursField value={known().quiet} onChange={(quiet) => choose({ quiet })} />
              <Show when={saving.problem()}>{(problem) => <ErrorLine>{problem()}</ErrorLine>}</Show>
            </>
          )
        }}
      </Match>
    </Switch>
  )
}
