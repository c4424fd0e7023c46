import { createHmac } from 'node:crypto'
import { lookup } from 'node:dns/promises'
import { z } from 'zod'
import { type Detect, Sentiment } from '../../domain/flags.ts'
import { isLinkLocal } from '../../domain/link-local.ts'
import { isBlank, TEXT_LIMIT } from '../../domain/text.ts'
import { AnswerError, type Answerer, type Handoff, type Question, type Reply } from './answerer.ts'
import { clean, oneLine } from './clean.ts'
import { passingOn } from './phrases.ts'
import { summarise } from './summary.ts'

export interface WebhookConfig {
  /** The secret that a service's bot knows, `whsec_` and base64. */
  secretOf(serviceId: string): string
  /** The longest wait for the whole answer, in ms. */
  timeout?: number
  /** Milliseconds since 1970. */
  now?: () => number
  /** The addresses that a name leads to. */
  resolve?: (host: string) => Promise<string[]>
}

interface WebhookDeps extends WebhookConfig {
  detect: Detect
}

const standardTimeout = 30_000
/** As large as a body of our own API (laws.md, Bad input). */
const largestAnswer = 64 * 1024
/** The newest turns that the bot is told. */
const turnLimit = 100

const Answer = z.object({
  text: z.string(),
  nonAnswer: z.boolean().nullish(),
  handoff: z
    .object({
      trigger: z.enum(['automatic', 'customer_request']).nullish(),
      reason: z.string(),
      summary: z.string().nullish(),
      sentiment: Sentiment.nullish(),
    })
    .nullish(),
})
type Answer = z.infer<typeof Answer>

/**
 * Asks the user's own bot over HTTP. What is sent is signed as https://www.standardwebhooks.com says. It tries once: what failed
 * is thrown as `AnswerError`, and the worker's backoff tries again under the same `webhook-id` (laws L4, L12). An empty text
 * without a handoff, or 204, means that the bot says nothing. The bot's own words stand also with nobody live: it was told so.
 */
export function createWebhook(deps: WebhookDeps): Answerer {
  return {
    atOnce: true,
    async answer(question) {
      question.signal.throwIfAborted()
      return toReply(deps.detect, question, await ask(deps, question))
    },
  }
}

async function ask(deps: WebhookDeps, question: Question): Promise<Answer> {
  const { signal, webhookUrl } = question
  if (!webhookUrl) throw new AnswerError('rejected', 'The service has no address of a bot.', false)
  const body = JSON.stringify(toPayload(question))
  const patience = new AbortController()
  const timer = setTimeout(() => patience.abort(), deps.timeout ?? standardTimeout)
  const over = AbortSignal.any([signal, patience.signal])
  try {
    const host = new URL(webhookUrl).hostname
    const addresses = await unless(over, (deps.resolve ?? addressesOf)(host))
    if ([host, ...addresses].some(isLinkLocal)) throw linkLocal()
    const response = await fetch(webhookUrl, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        'user-agent': 'Baton',
        ...signature(deps, question, body),
      },
      body,
      redirect: 'manual',
      signal: over,
    })
    if (!response.ok) throw refused(response.status)
    return response.status === 204 ? { text: '' } : parse(await read(response))
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof AnswerError) throw error
    if (patience.signal.aborted) throw new AnswerError('timeout', 'The bot did not answer in time.', true)
    throw new AnswerError('unreachable', `The bot cannot be reached${because(error)}.`, true)
  } finally {
    clearTimeout(timer)
    // Also ends a request whose answer was not read to its end.
    patience.abort()
  }
}

/** None where there is no such name: the call then says so. */
async function addressesOf(host: string): Promise<string[]> {
  const found = await lookup(host.replace(/^\[|\]$/g, ''), { all: true }).catch(() => [])
  return found.map(({ address }) => address)
}

/** What the system looks up cannot be stopped; nobody waits for it any longer. */
async function unless<T>(signal: AbortSignal, promise: Promise<T>): Promise<T> {
  signal.throwIfAborted()
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const stop = () => reject(signal.reason)
  signal.addEventListener('abort', stop)
  try {
    return await Promise.race([promise, aborted])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

/** A name may lead there that is no such address itself. Tried again by hand, when the name leads elsewhere. */
const linkLocal = () =>
  new AnswerError('rejected', 'The bot’s address leads to a link-local one, which is not called.', false)

function toPayload({ conversationId, turn, serviceId, serviceName, agentName, history, asked, handoff }: Question) {
  const spoken = history.filter(({ role, text }) => role !== 'system' && text.trim() !== '')
  return {
    conversationId,
    turn,
    service: { id: serviceId, name: serviceName },
    agent: agentName,
    message: { text: asked.join('\n') },
    history: spoken.slice(-turnLimit),
    handoff,
  }
}

function signature(
  { secretOf, now = Date.now }: WebhookDeps,
  { requestId, serviceId }: Question,
  body: string,
): Record<string, string> {
  const timestamp = String(Math.floor(now() / 1000))
  const key = Buffer.from(secretOf(serviceId).replace(/^whsec_/, ''), 'base64')
  const signed = createHmac('sha256', key).update(`${requestId}.${timestamp}.${body}`).digest('base64')
  return { 'webhook-id': requestId, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signed}` }
}

/** The body as text, cut off as soon as it grows too large: it need not say its length truly, and may be compressed. */
async function read(response: Response): Promise<string> {
  const pieces: Uint8Array[] = []
  let size = 0
  for await (const piece of response.body ?? []) {
    size += piece.length
    if (size > largestAnswer) throw new AnswerError('bad_response', 'The bot’s answer is larger than 64 KB.', true)
    pieces.push(piece)
  }
  return new TextDecoder().decode(Buffer.concat(pieces))
}

function parse(text: string): Answer {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    throw new AnswerError('bad_response', 'The bot’s answer is no JSON.', true)
  }
  const answer = Answer.safeParse(json)
  if (answer.success) return answer.data
  const [issue] = answer.error.issues
  const where = issue?.path.join('.') || 'the answer'
  throw new AnswerError('bad_response', `The bot’s answer has another form: ${where}: ${issue?.message}`, true)
}

function toReply(
  detect: Detect,
  { history, asked, handoff: { allowed, someoneLive } }: Question,
  answer: Answer,
): Reply {
  const text = wellFormed(answer.text)
  if (answer.handoff && allowed) {
    const { trigger, reason, summary, sentiment } = answer.handoff
    const own = summarise(history, detect)
    const handoff: Handoff = {
      trigger: trigger ?? 'automatic',
      reason: oneLine(reason, 300) || 'The bot asked for a person.',
      summary: oneLine(summary ?? '', 600) || own.summary,
      sentiment: sentiment ?? own.sentiment,
    }
    return { text: text || passingOn(someoneLive), nonAnswer: false, handoff }
  }
  const found = () => detect({ role: 'ai', text, prompt: asked.join('\n') }).flags
  return { text, nonAnswer: answer.nonAnswer ?? found().some(({ kind }) => kind === 'non_answer') }
}

/** What a message may hold (laws.md, Bad input); nothing where nothing could be seen. A character that the limit cuts in half goes as a whole. */
function wellFormed(text: string): string {
  const cut = clean(text.toWellFormed(), TEXT_LIMIT)
  const told = (cut.isWellFormed() ? cut : cut.slice(0, -1)).trim()
  return isBlank(told) ? '' : told
}

function refused(status: number): AnswerError {
  if (status >= 300 && status < 400)
    return new AnswerError('rejected', `The bot’s address leads elsewhere (${status}), which is not followed.`, false)
  if (status === 429) return new AnswerError('rate_limited', 'The bot asks to slow down (429).', true)
  if (status >= 500 || status === 408) return new AnswerError('unreachable', `The bot failed (${status}).`, true)
  return new AnswerError('rejected', `The bot refused the request (${status}).`, false)
}

/** The system's code, such as ECONNREFUSED; a message of fetch might hold the address, and that a token. */
function because(error: unknown): string {
  const code = (error as { cause?: { code?: unknown } } | null)?.cause?.code
  return typeof code === 'string' ? ` (${code})` : ''
}
