import { createMemo, Show } from 'solid-js'
import { Ai } from '../../../../domain/service.ts'
import { Choices, ErrorLine } from '../../../ui/index.ts'
import { createCapabilities } from './capabilities.ts'

/** How the console names who answers. */
export const aiLabel: Record<Ai, string> = {
  external: 'Your program',
  builtin: 'Built-in articles',
  model: 'Model',
  webhook: 'Your bot over HTTP (webhook)',
}

const hints: Record<Ai, string> = {
  external: 'A program of yours answers through the API. Until it does, nobody answers.',
  builtin: 'Baton answers from the articles that came with it, without a model and without leaving this machine.',
  model: 'An OpenAI-compatible model answers, as the instructions say.',
  webhook: 'Baton posts each question to your bot, and what it answers goes to the customer.',
}

const noModel = 'Unavailable: no model is configured. Set AI_BASE_URL and AI_MODEL, then start Baton again.'

/** Who answers a service’s customers. A model is offered only where the server has one. */
export function AiChoice(props: { value: Ai; error?: string | null; onChoose: (ai: Ai) => void }) {
  const capabilities = createCapabilities()
  // Made anew only when what is offered changes: a new list of radio buttons would take the focus from the chosen one.
  const options = createMemo(() =>
    Ai.options.map((ai) => {
      const off = ai === 'model' && capabilities().model === false
      return { value: ai, label: aiLabel[ai], hint: off ? noModel : hints[ai], off }
    }),
  )
  return (
    <div class="field">
      <Choices legend="Who answers" value={props.value} options={options()} onChoose={(ai) => props.onChoose(ai)} />
      <Show when={props.error}>{(text) => <ErrorLine>{text()}</ErrorLine>}</Show>
    </div>
  )
}
