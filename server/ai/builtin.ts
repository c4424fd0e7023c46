import { setTimeout as sleep } from 'node:timers/promises'
import type { Detect } from '../../domain/flags.ts'
import type { Answerer, Handoff, Question, Reply, Turn } from './answerer.ts'
import type { Articles } from './articles.ts'
import { composeAnswer } from './compose.ts'
import * as say from './phrases.ts'
import { enough } from './retrieval.ts'
import { summarise } from './summary.ts'
import { terms } from './words.ts'

/** Waits that many milliseconds, or rejects when the signal is aborted. */
export type Pause = (milliseconds: number, signal: AbortSignal) => Promise<void>

interface BuiltinDeps {
  articles: Articles
  detect: Detect
  pause?: Pause
}

/** Answers from the articles, word for word, without any model. What it does not find it says it does not know. */
export function createBuiltin({ articles, detect, pause = realPause }: BuiltinDeps): Answerer {
  return {
    async answer(question) {
      question.signal.throwIfAborted()
      const reply = await decide(articles, detect, question)
      await speak(reply.text, question, pause)
      return reply
    },
  }
}

async function decide(articles: Articles, detect: Detect, question: Question): Promise<Reply> {
  const { history, handoff, serviceName } = question
  const text = history.at(-1)?.text ?? ''
  const { flags, sentiment } = detect({ role: 'customer', text })
  const raised = (kind: (typeof flags)[number]['kind']) => flags.find((flag) => flag.kind === kind)

  const asks = raised('help_requested')
  if (asks && !handoff.allowed) return { text: say.cannotPassOn, nonAnswer: false }
  if (asks)
    return passOn(
      'customer_request',
      `The customer asked for a person: ${quote(asks.cues, text)}`,
      handoff.someoneLive ? 'Of course.' : 'I understand.',
    )

  const upset = sentiment === 'angry' && raised('negative_feedback')
  if (upset && handoff.allowed && history.some((turn) => turn.role === 'ai'))
    return passOn('automatic', `The customer is angry: ${quote(upset.cues, text)}`, say.sorry)

  const talk = say.smallTalk(text, serviceName)
  if (talk) return { text: talk, nonAnswer: false }

  const found = await look(articles, question)
  if (found) return { text: upset ? `${say.sorry} ${found}` : found, nonAnswer: false }
  if (raised('negative_feedback') && !failedBefore(history, detect)) return { text: say.sorryAsk, nonAnswer: false }
  if (handoff.allowed && failedBefore(history, detect))
    return {
      ...passOn('automatic', 'Two questions in a row were not answered by the articles.', say.cannotAnswerAgain()),
      nonAnswer: true,
    }
  return { text: say.cannotAnswer(handoff.allowed && handoff.someoneLive), nonAnswer: true }

  function passOn(trigger: Handoff['trigger'], reason: string, opening: string): Reply {
    const told = `${opening} ${say.passingOn(handoff.someoneLive)}`
    return { text: told, nonAnswer: false, handoff: { trigger, reason, ...summarise(history, detect) } }
  }
}

/** The best answer that was not just given; a short follow-up (“and to Norway?”) is looked up with the question before it. */
async function look(articles: Articles, { history, serviceName }: Question): Promise<string | undefined> {
  const asked = history.filter((turn) => turn.role === 'customer').map((turn) => turn.text)
  const last = asked.at(-1) ?? ''
  const before = asked.at(-2)
  const said = history.filter((turn) => turn.role === 'ai').at(-1)?.text ?? ''
  const together = `${before} ${last}`
  const queries = !before ? [last] : continues(last) ? [together, last] : pointsBack(last) ? [last, together] : [last]
  for (const query of queries) {
    const passages = await articles.find(query, { service: serviceName, limit: 3 })
    const answers = passages
      .filter((passage) => passage.score >= enough)
      .map((passage) => composeAnswer(passage.section, query))
    const fresh = answers.find((answer) => !said.includes(answer))
    if (fresh) return fresh
  }
  return undefined
}

/** “and who pays for that?” says nothing without the question before it; “and to Norway?” is a question of its own. */
function continues(text: string): boolean {
  return /^\s*(and|but|so|also|or|what about|how about)\b/i.test(text) && pointsBack(text) && terms(text).length < 3
}

function pointsBack(text: string): boolean {
  return text.length < 80 && /\b(it|that|them|this one|those)\b/i.test(text)
}

/** Whether the AI's last turn, with no person since, was already a “I do not know”. */
function failedBefore(history: Turn[], detect: Detect): boolean {
  const at = history.findLastIndex((turn) => turn.role === 'ai' || turn.role === 'operator')
  const turn = history[at]
  if (turn?.role !== 'ai') return false
  if (turn.text.startsWith(say.notFound)) return true
  const prompt = history.slice(0, at).findLast((earlier) => earlier.role === 'customer')?.text ?? ''
  return detect({ role: 'ai', text: turn.text, prompt }).flags.some((flag) => flag.kind === 'non_answer')
}

function quote(cues: string[], text: string): string {
  const words = cues.join(' … ') || text
  return `“${words.length > 120 ? `${words.slice(0, 119).trimEnd()}…` : words}”`
}

/** Word by word, about as fast as one reads, and never longer than some four seconds. */
async function speak(text: string, { signal, onText }: Question, pause: Pause): Promise<void> {
  const words = text.match(/\S+\s*/g) ?? []
  const pace = Math.min(45, 3_500 / Math.max(1, words.length))
  let soFar = ''
  await pause(350, signal)
  for (const word of words) {
    signal.throwIfAborted()
    soFar += word
    onText(soFar)
    await pause(pace, signal)
  }
  signal.throwIfAborted()
}

const realPause: Pause = async (milliseconds, signal) => {
  await sleep(milliseconds, undefined, { signal }).catch(() => signal.throwIfAborted())
}
