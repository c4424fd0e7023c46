import type { FlagKind, Sentiment } from '../../domain/flags.ts'

/** The services of Lampwright, a lamp shop that does not exist. */
export const sampleServices = {
  care: { name: 'Customer Care', agent: 'Orders' },
  smart: { name: 'Smart Home Support', agent: 'Tech Support' },
  sales: { name: 'Sales & Advice', agent: 'Sales' },
} as const
export type SampleService = keyof typeof sampleServices

export type SampleAgent = 'Orders' | 'Returns' | 'Tech Support' | 'Sales'

/** One thing that happens in a conversation while the AI has it. */
export type Beat =
  | { kind: 'customer'; text: string }
  | { kind: 'ai'; text: string }
  | { kind: 'rating'; rating: 'up' | 'down' }
  | { kind: 'silence'; seconds: number }
  | ({ kind: 'handoff' } & ScriptedHandoff)

interface ScriptedHandoff {
  trigger: 'automatic' | 'customer_request'
  /** What the AI says as it hands over. */
  text: string
  summary: string
  sentiment: Sentiment
}

/**
 * A conversation as it goes when nobody steps in, and what the customer and a colleague say once somebody does.
 * In all texts `{order}` is the customer's order number, `{name}` the customer's first name, `{operator}` the colleague's.
 */
export interface Script {
  /** Unique, for tests and for not playing the same twice at once. */
  id: string
  agent: SampleAgent
  /** The flags that it raises on its way; none in a calm one. */
  raises: FlagKind[]
  beats: Beat[]
  /** The customer, to a person: one line for each of the person's messages; the last one says goodbye. */
  toPerson: readonly string[]
  /** A colleague of the demo, to the customer: answered by `toPerson` line by line. */
  person: readonly string[]
}

export const customer = (text: string): Beat => ({ kind: 'customer', text })
export const ai = (text: string): Beat => ({ kind: 'ai', text })
export const rates = (rating: 'up' | 'down'): Beat => ({ kind: 'rating', rating })
export const silence = (seconds: number): Beat => ({ kind: 'silence', seconds })
export const handoff = (handoff: ScriptedHandoff): Beat => ({ kind: 'handoff', ...handoff })

/** Makes the scripts of one agent. Without lines of their own, customer and colleague keep to what fits everywhere. */
export const scriptsOf =
  (agent: SampleAgent) =>
  (
    id: string,
    beats: Beat[],
    more: { raises?: FlagKind[]; toPerson?: readonly string[]; person?: readonly string[] } = {},
  ): Script => ({
    id,
    agent,
    beats,
    raises: more.raises ?? [],
    toPerson: more.toPerson ?? ['Thank you for looking into it yourself.', 'That is clear now, thank you. Goodbye!'],
    person: more.person ?? [
      'Hello {name}, {operator} from Lampwright here. I have read your question and I am looking into it.',
      'I have put it in order for you, the confirmation comes by e-mail in a minute. Have a good day!',
    ],
  })

/** The service that an agent answers in. */
export const serviceOf: Record<SampleAgent, SampleService> = {
  Orders: 'care',
  Returns: 'care',
  'Tech Support': 'smart',
  Sales: 'sales',
}
