import { setTimeout as sleep } from 'node:timers/promises'
import type { Detect, FlagKind } from '../../domain/flags.ts'
import type { Answerer, Handoff, Question, Reply, Turn } from './answerer.ts'
import type { Articles } from './articles.ts'
import { composeAnswer } from './compose.ts'
import * as say from './phrases.ts'
import { isAnswer } from './retrieval.ts'
import { summarise } from './summary.ts'
import { terms } from './words.ts'

/** Waits that many milliseconds, or rejects when the signal is aborted. */
export type Pause = (milliseconds: number, signal: AbortSignal) => Promise<void>

interface BuiltinDeps {
  articles: Articles
  detect: Detect
  pause?: Pause
}

/** Of how many messages that wait for one reply the newest are looked up. */
const MOST_SUBJECTS = 8

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
  const { history, asked, handoff, serviceName } = question
  const heard = asked.map((text) => ({ text, ...detect({ role: 'customer', text }) }))
  const cuesOf = ({ flags }: (typeof heard)[number], kind: FlagKind) => flags.find((flag) => flag.kind === kind)?.cues
  const raised = (kind: FlagKind) => heard.find((message) => cuesOf(message, kind))

  const asks = raised('help_requested')
  if (asks && handoff.allowed)
    return passOn(
      'customer_request',
      `The customer asked for a person: ${quote(cuesOf(asks, 'help_requested'), asks.text)}`,
      handoff.someoneLive ? 'Of course.' : 'I understand.',
    )

  const upset = heard.findLast((message) => message.sentiment === 'angry' && cuesOf(message, 'negative_feedback'))
  if (upset && handoff.allowed && history.some((turn) => turn.role === 'ai'))
    return passOn(
      'automatic',
      `The customer is angry: ${quote(cuesOf(upset, 'negative_feedback'), upset.text)}`,
      say.sorry,
    )

  const wishes = new Set(heard.filter((message) => cuesOf(message, 'help_requested')).map(({ text }) => text))
  const subjects = asked.filter((text) => !wishes.has(text) && say.smallTalk(text, serviceName) === undefined)
  if (asks && subjects.length === 0) return { text: say.cannotPassOn, nonAnswer: false }
  if (subjects.length === 0) return { text: say.smallTalk(asked.at(-1) ?? '', serviceName) ?? '', nonAnswer: false }

  const opening = [asks && say.noPerson, upset && say.sorry].filter((part) => part !== undefined)
  const { answers, missed } = await lookAll(articles, question, subjects)
  if (answers.length > 0) {
    const left = missed.map((text) => say.alsoNotFound(quote([], text)))
    return {
      text: [...opening, ...answers, ...left].join(answers.length + left.length > 1 ? '\n\n' : ' '),
      nonAnswer: left.length > 0,
    }
  }
  if (asks) return { text: `${say.noPerson} ${say.cannotAnswer(false)}`, nonAnswer: true }
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

/**
 * What the articles say to all of it, once. One thought in several messages (“How do I reset” “my lamp?”) is looked up as a whole
 * first, and where that is not found part by part; where nothing at all was found, all of it as one. Of what was not found
 * beside an answer only questions of their own are missed.
 */
async function lookAll(
  articles: Articles,
  question: Question,
  subjects: string[],
): Promise<{ answers: string[]; missed: string[] }> {
  const newest = subjects.slice(-MOST_SUBJECTS)
  const answers = new Set<string>()
  const missed: string[] = []
  const search = async (parts: string[]): Promise<boolean> => {
    const found = await look(articles, question, parts)
    if (found) answers.add(found)
    return found !== undefined
  }
  for (const parts of thoughts(newest)) {
    if (await search(parts)) continue
    const lost: string[] = []
    for (const part of parts) if (parts.length === 1 || !(await search([part]))) lost.push(part)
    // None of it: then it is missed as it was meant.
    missed.push(...(lost.length === parts.length ? [parts.join(' ')] : lost))
  }
  if (answers.size > 0) return { answers: [...answers], missed: missed.filter(isQuestion) }
  const whole = newest.length > 1 ? await look(articles, question, newest) : undefined
  return whole ? { answers: [whole], missed: [] } : { answers: [], missed }
}

/** A message goes on with the one before when that has no end mark and this one does not open a sentence of its own. */
function thoughts(messages: string[]): string[][] {
  const found: string[][] = []
  for (const message of messages) {
    const open = found.at(-1)
    if (open && !/[.?!…]\W*$/.test(open.at(-1) ?? '') && !opensSentence.test(message)) open.push(message)
    else found.push([message])
  }
  return found
}

/**
 * The best answer that was not just given; a short follow-up (“and to Norway?”) is looked up with the question before it.
 * @param parts the messages that make up the question
 */
async function look(
  articles: Articles,
  { history, serviceName }: Question,
  parts: string[],
): Promise<string | undefined> {
  const text = parts.join(' ')
  const told = history.filter((turn) => turn.role === 'customer').map((turn) => turn.text)
  const before = told[told.lastIndexOf(parts[0] ?? '') - 1]
  const said = history.filter((turn) => turn.role === 'ai').at(-1)?.text ?? ''
  const together = `${before} ${text}`
  const queries = !before ? [text] : continues(text) ? [together, text] : pointsBack(text) ? [text, together] : [text]
  for (const query of queries) {
    const passages = await articles.find(query, { service: serviceName, limit: 3 })
    const answers = passages.filter(isAnswer).map((passage) => composeAnswer(passage.section, query))
    const fresh = answers.find((answer) => !said.includes(answer))
    if (fresh) return fresh
  }
  return undefined
}

const asking = 'who|what|when|where|which|why|how|can|could|may|do|does|did|is|are|will|would|should'
const opensQuestion = new RegExp(`^\\W*(${asking})\\b`, 'i')
const opensSentence = new RegExp(`^\\W*((and|but|so|also|or)\\W+)*(${asking}|i|we|it|please|also)\\b`, 'i')

/** A question of its own asks, and has a subject: “LW-20418?” and “my lamp?” belong to what stands beside them. */
function isQuestion(text: string): boolean {
  return (text.includes('?') || opensQuestion.test(text)) && terms(text).length > 0
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

function quote(cues: string[] | undefined, text: string): string {
  const words = cues?.join(' … ') || text
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
