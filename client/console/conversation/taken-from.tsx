import { Show } from 'solid-js'
import type { ConversationView } from '../../../domain/wire.ts'
import { useSession } from '../session/session.tsx'

/** B12, in the banner of who holds it: a supervisor took it, from whom and why. */
export function TakenFrom(props: { card: ConversationView }) {
  const session = useSession()
  const lost = () => props.card.forced?.from.id === session.me.id
  return (
    <Show when={props.card.forced}>
      {(forced) => (
        <>
          {' '}
          <Show
            when={lost()}
            fallback={
              <>
                {forced().by.name} took it from {forced().from.name}: “{forced().reason}”
              </>
            }
          >
            {forced().by.name} took it from you: “{forced().reason}” What you typed is kept.
          </Show>
        </>
      )}
    </Show>
  )
}
