import { createUniqueId, Show } from 'solid-js'
import { Button, ErrorLine, Icon } from '../../ui/index.ts'
import type { Push } from './push.ts'
import './push.css'

/**
 * F6: the dialog after the sign-in, asked once. It lies over the page without taking it: whoever came to a conversation that is
 * urgent answers that one first.
 */
export function AskForNotifications(props: { push: Push }) {
  const [title, text] = [createUniqueId(), createUniqueId()]
  return (
    <section
      class="ask-notifications"
      role="dialog"
      aria-labelledby={title}
      aria-describedby={text}
      on:keydown={(event) => event.key === 'Escape' && props.push.putOff()}
    >
      <Icon name="bell" />
      <h2 id={title}>Enable notifications</h2>
      <p class="quiet" id={text}>
        This browser tells you when a session is assigned to you and when your customer writes, also while Baton is
        closed.
      </p>
      <Show when={props.push.problem()}>{(problem) => <ErrorLine>{problem()}</ErrorLine>}</Show>
      <div class="row wrap">
        <Button variant="primary" busy={props.push.busy()} onClick={() => void props.push.enable()}>
          Allow notifications
        </Button>
        <Button variant="ghost" onClick={() => props.push.putOff()}>
          Not now
        </Button>
      </div>
    </section>
  )
}
