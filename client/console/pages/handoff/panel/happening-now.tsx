import { Show } from 'solid-js'
import { Bubble, Typing } from '../../../../ui/index.ts'
import { useLive } from '../../../live/live.tsx'

/** B13: what is happening at this moment at the end of a transcript: the AI’s reply as it is written, who is typing. */
export function HappeningNow(props: { id: string; agent: string }) {
  const { moments } = useLive()
  const now = () => moments.of(props.id)
  return (
    <>
      <Show when={now().aiText !== null}>
        <Show when={now().aiText} fallback={<Typing role="ai" label="The AI is writing" />}>
          {(text) => <Bubble role="ai" by={props.agent} text={text()} state="writing" />}
        </Show>
      </Show>
      <Show when={now().operatorTyping}>{(name) => <Typing role="operator" label={`${name()} is typing`} />}</Show>
      <Show when={now().customerTyping}>
        <Typing role="customer" label="The customer is typing" />
      </Show>
    </>
  )
}
