import type { Sentiment } from '../../domain/flags.ts'

/** One line of the conversation as the answerer sees it. `system` turns are markers for people; answerers leave them out. */
export interface Turn {
  role: 'customer' | 'ai' | 'operator' | 'system'
  text: string
}

export interface Question {
  /** The same at each try of one question, and of no other (law L4). */
  requestId: string
  conversationId: string
  turn: number
  serviceId: string
  serviceName: string
  agentName: string
  /** What the admin wrote for this agent; trusted, unlike everything in `history`. */
  instructions?: string
  /** Where the user's own bot listens. */
  webhookUrl?: string | null
  /** Oldest first. */
  history: Turn[]
  /** What the customer wrote since the last answer, in order, at least one and not without bound: the reply is for all of it. */
  asked: string[]
  handoff: {
    /** The mode, “Allow human handoff” and the conditions permit a handoff now. */
    allowed: boolean
    /** Somebody is live for this service, so a person may be promised (row B9). */
    someoneLive: boolean
  }
  /**
   * Aborted when the server stops and, unless the answerer is `atOnce`, when a person takes over or the mode changes: `answer`
   * then rejects with the signal's reason.
   */
  signal: AbortSignal
  /** Called with the whole text so far, again and again while it grows (row B13). Never after `answer` settled. */
  onText(textSoFar: string): void
}

export interface Handoff {
  trigger: 'automatic' | 'customer_request'
  /** For operators: why the AI hands over, in one sentence. */
  reason: string
  /** Row O7. Made only of what the customer could see. */
  summary: string
  sentiment: Sentiment
}

/**
 * `text` is what the customer is told; with `handoff` it is the acknowledgement, committed before the handoff itself (law L2).
 * Without one it may be '': the answerer chose to say nothing.
 */
export interface Reply {
  text: string
  nonAnswer: boolean
  handoff?: Handoff
}

/** Writes one reply to one question. It promises a person only when somebody is live (row B9) and changes nothing by itself. */
export interface Answerer {
  /**
   * Its reply comes in one piece, so that there is nothing to keep of half a one: when a person takes over it may end what it
   * began, and the whole becomes a draft (B1).
   */
  readonly atOnce?: true
  answer(question: Question): Promise<Reply>
}

export type AnswererName = 'builtin' | 'model' | 'webhook'

export type AnswerErrorCode = 'timeout' | 'unreachable' | 'rate_limited' | 'rejected' | 'bad_response'

/** Why no reply came. The worker retries when `retryable`; the message is for operators and holds neither key nor customer's text. */
export class AnswerError extends Error {
  override readonly name = 'AnswerError'
  readonly code: AnswerErrorCode
  readonly retryable: boolean

  constructor(code: AnswerErrorCode, message: string, retryable: boolean) {
    super(message)
    this.code = code
    this.retryable = retryable
  }
}
