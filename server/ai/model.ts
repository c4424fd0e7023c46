import { z } from 'zod'
import { type Detect, Sentiment } from '../../domain/flags.ts'
import { isBlank } from '../../domain/text.ts'
import { AnswerError, type Answerer, type Handoff, type Question, type Reply } from './answerer.ts'
import type { Articles } from './articles.ts'
import { clean, oneLine } from './clean.ts'
import { passingOn } from './phrases.ts'
import { toInstructions, toMessages } from './prompt.ts'
import { summarise } from './summary.ts'

export interface ModelConfig {
  /** The endpoint up to and without `/chat/completions`, e.g. `http://localhost:11434/v1`. */
  baseUrl: string
  apiKey?: string | undefined
  model: string
  /** The longest waits in ms: for the first piece of the reply, between pieces, and for the whole. */
  timeouts?: { first: number; between: number; whole: number }
}

interface ModelDeps extends ModelConfig {
  articles: Articles
  detect: Detect
}

const standardTimeouts = { first: 30_000, between: 20_000, whole: 90_000 }
/** Below the 10,000 characters that a message may have; a model that does not stop is stopped here. */
const longestReply = 8_000

const HandOver = z.object({
  reason: z.string().describe('For the colleague: why a person is needed, in one sentence.'),
  summary: z
    .string()
    .describe(
      'For the colleague: what the customer wants and what was tried, at most 45 words, nothing that was not said.',
    ),
  sentiment: Sentiment.describe('How the customer feels now.'),
})

/**
 * Answers with a model behind any OpenAI-compatible endpoint. It tries once: what failed is thrown as `AnswerError`, and the
 * worker's backoff tries again (law L12). The only tool is `hand_over`, and only while a handoff is allowed (law L14).
 */
export function createModel(deps: ModelDeps): Answerer {
  return {
    async answer(question) {
      question.signal.throwIfAborted()
      const passages = await deps.articles.find(question.asked.join('\n'), { service: question.serviceName, limit: 4 })
      question.signal.throwIfAborted()
      const said = await generate(deps, question, toInstructions(question, passages))
      return toReply(deps.detect, question, said)
    },
  }
}

interface Said {
  text: string
  handOver: z.infer<typeof HandOver> | undefined
}

async function generate(deps: ModelDeps, question: Question, instructions: string): Promise<Said> {
  const { signal, onText, history, handoff } = question
  const waits = deps.timeouts ?? standardTimeouts
  // Loading the SDK takes a second, and services without a model never need it.
  const [{ streamText, tool }, { createOpenAICompatible }] = await Promise.all([
    import('ai'),
    import('@ai-sdk/openai-compatible'),
  ])
  const provider = createOpenAICompatible({
    name: 'baton',
    baseURL: deps.baseUrl,
    ...(deps.apiKey ? { apiKey: deps.apiKey } : {}),
    // What a customer wrote goes to the endpoint that the administrator named, and nowhere that it sends us to.
    fetch: (input, init) => fetch(input, { ...init, redirect: 'manual' }),
  })
  const patience = makePatience(waits)
  const said: Said = { text: '', handOver: undefined }
  const result = streamText({
    model: provider(deps.model),
    instructions,
    messages: toMessages(history),
    ...(handoff.allowed
      ? {
          tools: {
            hand_over: tool({ description: 'Passes this conversation on to a person.', inputSchema: HandOver }),
          },
        }
      : {}),
    maxOutputTokens: 1_000,
    maxRetries: 0,
    abortSignal: AbortSignal.any([signal, patience.signal]),
    // Errors arrive as parts of the stream; without this the SDK prints them, customer's text included.
    onError: () => {},
  })
  try {
    for await (const part of result.stream) {
      signal.throwIfAborted()
      if (part.type.endsWith('-delta')) patience.heard()
      if (part.type === 'error') throw part.error
      if (part.type === 'abort') throw new DOMException('No answer in time', 'TimeoutError')
      if (part.type === 'tool-call' && handoff.allowed && part.toolName === 'hand_over')
        said.handOver ??= HandOver.safeParse(part.input).data
      if (part.type !== 'text-delta' || part.text === '') continue
      said.text = clean(said.text + part.text, longestReply)
      onText(said.text)
      if (said.text.length >= longestReply) break
    }
  } catch (error) {
    signal.throwIfAborted()
    throw toAnswerError(error, deps.apiKey)
  } finally {
    patience.stop()
  }
  signal.throwIfAborted()
  return said
}

/** Ends the request when it takes too long. Of our own, since the SDK's wait for the first piece begins only after the headers. */
function makePatience({ first, between, whole }: { first: number; between: number; whole: number }) {
  const controller = new AbortController()
  const end = () => controller.abort(new DOMException('No answer in time', 'TimeoutError'))
  const overall = setTimeout(end, whole)
  let next = setTimeout(end, first)
  return {
    signal: controller.signal,
    heard() {
      clearTimeout(next)
      next = setTimeout(end, between)
    },
    /** Also ends a request that is still open. */
    stop() {
      clearTimeout(overall)
      clearTimeout(next)
      controller.abort()
    },
  }
}

function toReply(detect: Detect, { history, asked, handoff }: Question, { text, handOver }: Said): Reply {
  const told = isBlank(text) ? '' : text.trim().toWellFormed()
  if (handOver) {
    // With nobody live the model's own words might promise somebody, so ours stand instead (row B9).
    const acknowledgement = handoff.someoneLive && told ? told : passingOn(handoff.someoneLive)
    return { text: acknowledgement, nonAnswer: false, handoff: toHandoff(detect, history, asked, handOver) }
  }
  if (!told) throw new AnswerError('bad_response', 'The model sent an empty reply.', true)
  const { flags } = detect({ role: 'ai', text: told, prompt: asked.join('\n') })
  return { text: told, nonAnswer: flags.some((flag) => flag.kind === 'non_answer') }
}

function toHandoff(
  detect: Detect,
  history: Question['history'],
  asked: Question['asked'],
  { reason, summary, sentiment }: z.infer<typeof HandOver>,
): Handoff {
  const wishes = asked.flatMap((text) => detect({ role: 'customer', text }).flags)
  return {
    trigger: wishes.some(({ kind }) => kind === 'help_requested') ? 'customer_request' : 'automatic',
    reason: oneLine(reason, 300) || 'The model asked for a person.',
    summary: oneLine(summary, 600) || summarise(history, detect).summary,
    sentiment,
  }
}

function toAnswerError(error: unknown, apiKey: string | undefined): AnswerError {
  if (error instanceof AnswerError) return error
  const { name, message, statusCode } = error as { name?: string; message?: string; statusCode?: number }
  const detail = oneLine(apiKey ? (message ?? '').replaceAll(apiKey, '…') : (message ?? ''), 200)
  if (name === 'TimeoutError' || name === 'AbortError')
    return new AnswerError('timeout', 'The model did not answer in time.', true)
  if (statusCode === 429) return new AnswerError('rate_limited', 'The model’s endpoint asks to slow down (429).', true)
  if (statusCode !== undefined && statusCode >= 300 && statusCode < 400)
    return new AnswerError(
      'rejected',
      `The model’s endpoint sends us elsewhere (${statusCode}), which is not followed.`,
      false,
    )
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500 && statusCode !== 408)
    return new AnswerError('rejected', `The model’s endpoint refused the request (${statusCode}): ${detail}`, false)
  if (statusCode !== undefined && statusCode >= 500)
    return new AnswerError('unreachable', `The model’s endpoint failed (${statusCode}).`, true)
  if (name === 'AI_APICallError' && statusCode === undefined)
    return new AnswerError('unreachable', `The model’s endpoint cannot be reached: ${detail}`, true)
  return new AnswerError('bad_response', `The model’s endpoint sent what cannot be read: ${detail}`, true)
}
