import { Show } from 'solid-js'
import { Bubble, Typing } from '../../ui/index.ts'
import { useLive } from '../live/live.tsx'
import { useSession } from '../session/session.tsx'

/** B13: what is happening at this moment at the end of a transcript: the AI’s reply as it is written, who is typing. */
export function HappeningNow(props: { id: string; agent: string }) {
  const { moments } = useLive()
  const session = useSession()
  const now = () => moments.of(props.id)
  // One knows that one is typing oneself.
  const colleague = () => (now().operatorTyping === session.me.name ? null : now().operatorTyping)
  return (
    <>
      <Show when={now().aiText !== null}>
        <Show when={now().aiText} fallback={<Typing role="ai" label="The AI is writing" />}>
          {(text) => <Bubble role="ai" by={props.agent} text={text()} state="writing" />}
        </Show>
      </Show>
      <Show when={colleague()}>{(name) => <Typing role="operator" label={`${name()} is typing`} />}</Show>
      <Show when={now().customerTyping}>
        <Typing role="customer" label="The customer is typing" />
      </Show>
    </>
  )
}
