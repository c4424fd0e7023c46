// Who can answer a customer for Baton: an interface (`answerer.ts`), one file per implementation, and the list of them here.
// What they share: the articles and their search, the words for handing over, and the summary. No rules, no database, no commits.
import type { Detect } from '../../domain/flags.ts'
import type { Answerer, AnswererName } from './answerer.ts'
import type { Articles } from './articles.ts'
import { createBuiltin, type Pause } from './builtin.ts'
import { createModel, type ModelConfig } from './model.ts'
import { createWebhook, type WebhookConfig } from './webhook.ts'

export * from './answerer.ts'
export { type Articles, openArticles } from './articles.ts'
export type { Pause } from './builtin.ts'
export type { ModelConfig } from './model.ts'
export { summarise } from './summary.ts'

export interface AnswererDeps {
  articles: Articles
  detect: Detect
  pause?: Pause
  /** From the configuration; without it the answerer `model` cannot be made. */
  model?: ModelConfig | undefined
  /** How calls of the user's own bot are signed; without it the answerer `webhook` cannot be made. */
  webhook?: WebhookConfig | undefined
}

type AnswererFactory = (deps: AnswererDeps) => Answerer

/** Every answerer that a service's `ai` can name. A new one is one file and one line. */
export const answerers = {
  builtin: createBuiltin,
  model: ({ model, ...deps }) => {
    if (!model) throw new Error('No model is configured: set AI_BASE_URL and AI_MODEL.')
    return createModel({ ...model, ...deps })
  },
  webhook: ({ webhook, detect }) => {
    if (!webhook) throw new Error('A webhook needs a secret to sign with.')
    return createWebhook({ ...webhook, detect })
  },
} as const satisfies Record<AnswererName, AnswererFactory>
