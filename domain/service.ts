import { z } from 'zod'
import { isLinkLocal } from './link-local.ts'
import { Claims, Mode } from './mode.ts'
import { Routing } from './routing/settings.ts'
import { line } from './text.ts'

/**
 * Who answers a service's customers: a program of yours that calls Baton, Baton's own article search, an
 * OpenAI-compatible model, a bot of yours that Baton calls.
 */
export const Ai = z.enum(['external', 'builtin', 'model', 'webhook'])
export type Ai = z.infer<typeof Ai>

/**
 * Where the user's own bot listens. A name and a password in it are refused: the team sees the address. Private networks and
 * this machine are where such bots live; a link-local address is where a cloud keeps the machine's credentials.
 */
export const WebhookUrl = line(500)
  .refine((text) => {
    if (!URL.canParse(text)) return false
    const { protocol, username, password } = new URL(text)
    return (protocol === 'http:' || protocol === 'https:') && username === '' && password === ''
  }, 'must be an address such as https://bot.example.com/answer, without a name and password')
  .refine(
    (text) => !URL.canParse(text) || !isLinkLocal(new URL(text).hostname),
    'must not be a link-local address (169.254.0.0/16, fe80::/10): clouds keep the credentials of a machine there',
  )

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
  webhookUrl: z.string().nullable().describe('where the bot of a service with ai `webhook` listens'),
  sample: z.boolean().describe('made by sample traffic, removable with it'),
  routing: Routing.optional().describe('how conversations find their operator; absent where nobody said anything'),
  createdAt: z.string(),
  version: z.number(),
  epoch: z.number(),
  highestEpoch: z.number(),
  deleted: z.boolean(),
  /** What the latest mode change replaced, for Undo. */
  before: z.object({ changeId: z.string(), mode: Mode, epoch: z.number() }).nullable(),
  modeSet: z
    .object({ at: z.string(), by: z.string().nullable(), claims: Claims, undo: z.boolean() })
    .optional()
    .describe('the latest mode change: when, by whom, what became of claims; absent before the first'),
})
export type Service = z.infer<typeof Service>
