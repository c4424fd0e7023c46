import { z } from 'zod'
import { Mode } from './mode.ts'

/** Who answers a service's customers: a program of yours, Baton's own article search, an OpenAI-compatible model. */
export const Ai = z.enum(['external', 'builtin', 'model', 'webhook'])
export type Ai = z.infer<typeof Ai>

/**
 * What a customer talks to.
 * `epoch` is the number of the present reading of claims: a claim made under a smaller one went back to the AI with a
 * mode change that returned all (B3). `version` grows with every change; a commit checks it (L9).
 */
export const Service = z.object({
  id: z.string(),
  name: z.string(),
  mode: Mode,
  ai: Ai,
  agent: z.string().describe('the name on the agent badge'),
  instructions: z.string(),
  allowHandoff: z.boolean(),
  sample: z.boolean().describe('made by sample traffic, removable with it'),
  createdAt: z.string(),
  version: z.number(),
  epoch: z.number(),
  highestEpoch: z.number(),
  deleted: z.boolean(),
  /** What the latest mode change replaced, for Undo. */
  before: z.object({ changeId: z.string(), mode: Mode, epoch: z.number() }).nullable(),
})
export type Service = z.infer<typeof Service>
