import type { Finding } from '../../domain/flags.ts'
import { bareRequest, findRequests, type Request } from './help-phrases.ts'
import type { Match } from './phrases.ts'
import { respell } from './typos.ts'
import { quote, type Reading, type Word } from './words.ts'

/**
 * The customer asks for a person (H8, O1). No requests are: a negated one (“no need for a human”), a question about whom one talks to
 * (“are you a bot?”), an earlier talk (“I spoke to an agent”), a general question (“do I have to call an agent to cancel?”).
 */
export function helpRequested(reading: Reading): Finding | undefined {
  const words = reading.words.map((word) => {
    const meant = respell(word.is)
    return meant === word.is ? word : { ...word, is: meant }
  })
  const found = [...findRequests(words), ...bareRequest(words)]
  const refused = found.filter((match) => canBeRefused(match) && isNegated(words, match))
  // “Don't transfer me to an agent please” asks for no agent either.
  const requests = found.filter((match) => isWish(words, match) && !refused.some((other) => overlap(match, other)))
  if (requests.length === 0) return undefined
  const cues = outermost(requests).map(({ from, to }) => quote(reading, from, to))
  return {
    kind: 'help_requested',
    score: Math.max(...requests.map(({ value }) => value.score)),
    cues: [...new Set(cues)],
  }
}

const canBeRefused = ({ value }: Match<Request>): boolean => value.kind !== 'no bot' && value.kind !== 'bare'
const overlap = (one: Match<Request>, other: Match<Request>): boolean => one.from <= other.to && one.to >= other.from

function isWish(words: readonly Word[], match: Match<Request>): boolean {
  const { kind } = match.value
  if (!canBeRefused(match)) return true
  if (isNegated(words, match) || isCompound(words, match)) return false
  if (kind === 'named') return isNamed(words, match)
  if (kind === 'last' && !isLast(words, match)) return false
  if (kind === 'call me') return isInvitation(words, match)
  if (kind === 'hand me over' && words[match.to + 1]?.sentence === words[match.to]?.sentence) return false
  return !isReport(words, match)
}

const negators = new Set(
  'dont dnt not never doesnt didnt wont wouldnt neednt shouldnt isnt without avoid hate stop refuse nor cancel than'.split(
    ' ',
  ),
)
// What may stand between a “not” and the request that it takes back. “Not able to”, “don't know how to” are requests all the same.
const carriers = new Set(
  `want wanna wanted wish need needed needs to have having had like would be being really actually please ask asked asking for any even
  care just get getting let me us you require required yet going gonna think i feel trying interested in it necessary the a of rather
  immediately currently ever again keep looking prefer`.split(/\s+/),
)

/** “Don't transfer me”, “no need for a human”, “without talking to an agent”, “a human is not needed”. */
function isNegated(words: readonly Word[], { from, to }: Match<Request>): boolean {
  return isRefusedBefore(words, from) || isRefusedAfter(words, to)
}

function isRefusedBefore(words: readonly Word[], from: number): boolean {
  const clause = words[from]?.clause
  for (let at = from - 1; at >= 0 && at >= from - 7 && words[at]?.clause === clause; at -= 1) {
    const [before, word, after] = [words[at - 1]?.is ?? '', words[at]?.is ?? '', words[at + 1]?.is ?? '']
    if (word === 'no' && at === from - 1) return true
    if (word === 'longer' && before === 'no') return true
    if (word === 'no') return ['need', 'longer', 'reason', 'point', 'wish', 'desire', 'intention'].includes(after)
    if (word === 'instead' || word === 'rather') return after === 'of' || after === 'than' || after === 'not'
    if (negators.has(word)) return !isPlea(words, at, before, after)
    if (!carriers.has(word)) return false
  }
  return false
}

/** A “not” that asks: “why don't you connect me”, “can I not talk to a person”, “won't you put me through”, “if not, get me an agent”. */
function isPlea(words: readonly Word[], at: number, before: string, after: string): boolean {
  if (before === 'why' || before === 'if') return true
  const asker = words[at - 2]?.is ?? ''
  if (['i', 'you', 'we'].includes(before) && ['can', 'could', 'may', 'why'].includes(asker)) return true
  return after === 'you' && words[at - 1]?.clause !== words[at]?.clause && words[at]?.is !== 'not'
}

function isRefusedAfter(words: readonly Word[], to: number): boolean {
  const next = words.slice(to + 1, to + 5).filter((word) => word.sentence === words[to]?.sentence)
  const no = next.findIndex((word) => ['not', 'isnt', 'arent', 'wont', 'unnecessary'].includes(word.is))
  if (no < 0 || no > 1) return false
  return next
    .slice(no)
    .some((word) => ['needed', 'necessary', 'required', 'unnecessary', 'wanted', 'need'].includes(word.is))
}

const nounsAfter = new Set(
  'account accounts code id number portal name fee fees login error errors resources rights manual hours version console role mode card app lamp lamps light lights discount discounts price prices readable sized shaped'.split(
    ' ',
  ),
)
const nounsBefore = new Set(
  `password file task download device ads window package property estate travel tour mobile network delivery user insurance booking ticket
  gate flight crane radio store hotel restaurant project product his her their cleaning shipping forwarding estate wetting`.split(
    /\s+/,
  ),
)

/** “Agent account”, “travel agent”, “the contact person”, “password manager”: no person of this service. */
function isCompound(words: readonly Word[], { from, to, value }: Match<Request>): boolean {
  if (value.kind === 'call me') return false
  const next = words[to + 1]
  if (next && next.clause === words[to]?.clause && nounsAfter.has(next.is)) return true
  if (to > from && nounsBefore.has(words[to - 1]?.is ?? '') && to - 1 > from) return true
  return words[from]?.is === 'contact' && ['the', 'my', 'a', 'your', 'our'].includes(words[from - 1]?.is ?? '')
}

const tying = new Set('of for by per from as like than or one two three no not without'.split(' '))
const described = new Set('a an the your real live actual another different human customer support service'.split(' '))

/** “Agent please”: not “cleaning agent please”, “in the form of a human please”. */
function isNamed(words: readonly Word[], { from }: Match<Request>): boolean {
  let at = from - 1
  while (words[at]?.clause === words[from]?.clause && described.has(words[at]?.is ?? '')) at -= 1
  const word = words[at]
  return word?.clause !== words[from]?.clause || !(tying.has(word?.is ?? '') || nounsBefore.has(word?.is ?? ''))
}

const closing = new Set('to please pls plz here now asap instead who that then'.split(' '))

/** “How do I get a person?”, not “how do I get a person on my account?”. */
function isLast(words: readonly Word[], { to }: Match<Request>): boolean {
  const next = words[to + 1]
  return next?.clause !== words[to]?.clause || closing.has(next?.is ?? '')
}

const others = new Set('he she they who people customers husband wife nobody noone'.split(' '))
const times = new Set(
  'when whenever before after if until unless once while everytime time did does since by from during'.split(' '),
)
const helps = new Set('help hep hlp assistance assist prefer like about interested try want need'.split(' '))

const pleasant = new Set('nice good great lovely pleasant glad pleased'.split(' '))
const pasts = new Set('told said promised answered helped wrote was were has had did came'.split(' '))

/** The customer tells or wonders, and asks for nobody: “when I talk to an agent …”, “did you speak to someone”, “should I contact support”. */
function isReport(words: readonly Word[], { from, to, value }: Match<Request>): boolean {
  const word = words[from]
  const before = (back: number) =>
    words[from - back]?.sentence === word?.sentence ? (words[from - back]?.is ?? '') : ''
  if (others.has(before(1)) || times.has(before(1))) return true
  if (['i', 'we', 'you'].includes(before(1)) && times.has(before(2))) return true
  if (before(1) === 'i' && ['do', 'should', 'must', 'am'].includes(before(2)))
    return !['what', 'how', 'who'].includes(before(3))
  if (
    before(1) === 'to' &&
    ['have', 'need'].includes(before(2)) &&
    before(3) === 'i' &&
    ['do', 'will', 'would'].includes(before(4))
  ) {
    return !['what', 'who'].includes(before(5))
  }
  if (before(1) === 'to' && pleasant.has(before(2)) && ['was', 'is'].includes(before(3))) return true
  if (value.kind === 'want' && pasts.has(words[to + 1]?.is ?? '') && words[to + 1]?.clause === words[to]?.clause)
    return true
  if (value.kind !== 'talk') return false
  if (/^(contact|call|phone|ring)/.test(word?.is ?? '') && isPlanned(words, from)) return true
  if (before(1) === 'you' && !['to', 'can', 'could'].includes(before(2))) return true
  return Boolean(word?.is.endsWith('ing')) && ![1, 2, 3, 4].some((back) => helps.has(before(back)))
}

/** “Then I'll contact customer service”: the customer leaves to do it. */
function isPlanned(words: readonly Word[], from: number): boolean {
  const earlier = words.slice(Math.max(0, from - 12), from).filter((word) => word.sentence === words[from]?.sentence)
  return earlier.some(({ is }, at) => is === 'ill' || (is === 'i' && earlier[at + 1]?.is === 'will'))
}

const bidden = new Set('please pls plz just and or then so kindly someone somebody anyone better'.split(' '))
const bidders = new Set('can could would will have let must should may please pls plz want need get ask'.split(' '))
const callers = new Set(
  'you u someone somebody anyone anybody them agent representative rep manager supervisor human person operator'.split(
    ' ',
  ),
)
const afterCall = new Set(
  'back at on now asap please pls plz tomorrow today as about regarding to for and in immediately right urgently soon tonight this later instead directly between'.split(
    ' ',
  ),
)

/** “Call me”, said to us: not “they call me”, “you can call me Sam”, “the driver will call me”. */
function isInvitation(words: readonly Word[], { from, to }: Match<Request>): boolean {
  const next = words[to + 1]
  if (next && next.clause === words[to]?.clause && !afterCall.has(next.is) && !/^\d/.test(next.is)) return false
  const [first, second, third] = [1, 2, 3].map((back) => words[from - back])
  if (!first || first.clause !== words[from]?.clause || bidden.has(first.is)) return true
  if (callers.has(first.is)) return bidders.has(second?.is ?? '') && !(second?.is === 'can' && third?.is === 'you')
  return first.is === 'to' && callers.has(second?.is ?? '') && bidders.has(third?.is ?? '')
}

/** Without those that lie inside another. */
function outermost(matches: readonly Match<Request>[]): Match<Request>[] {
  const byLength = [...matches].sort((one, other) => other.to - other.from - (one.to - one.from))
  const kept: Match<Request>[] = []
  for (const match of byLength) {
    if (!kept.some(({ from, to }) => match.from <= to && match.to >= from)) kept.push(match)
  }
  return kept.sort((one, other) => one.from - other.from)
}
