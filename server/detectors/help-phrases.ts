import { type Match, phrases } from './phrases.ts'
import type { Word } from './words.ts'

/** A way to ask for a person. The kind says what is checked around it, the score how sure it is. */
export interface Request {
  readonly kind: 'talk' | 'hand over' | 'hand me over' | 'want' | 'named' | 'last' | 'call me' | 'no bot' | 'bare'
  readonly score: number
}

const list = (words: string) => words.split(/\s+/)

const somebody = list('someone somebody sb anyone anybody people')
const human = list(
  `human humans person persons agent agents representative representatives rep reps operator operators supervisor supervisors manager
  managers advisor advisors adviser executive assistant assistants specialist associate attendant teammate colleague colleagues specialists employee csr staff
  boss superior technician consultant`,
)
const classes = {
  human,
  somebody,
  staff: [...human.filter((word) => !word.startsWith('person')), 'real', 'live'],
  person: [...human, ...somebody],
  who: list(
    'human humans person agent agents representative representatives rep reps operator operators supervisor manager colleague advisor',
  ),
  near: list('here there around available online free'),
  kin: list(
    `a an the your ur some any one another other different real live actual human living breathing genuine proper competent qualified
    senior responsible customer client service support care technical tech sales billing help desk bloody fucking damn goddamn freaking
    damned stupid account of this first available from in`,
  ),
  speak: list(
    'speak talk chat interact communicate converse deal complain speaking talking chatting interacting communicating dealing',
  ),
  reach: list('contact contacting reach reaching call phone ring message email'),
  hand: list(
    'transfer connect put pass hand forward route redirect switch escalate refer direct send bring get patch transferring connecting take turn',
  ),
  handed: list('transferred connected escalated passed handed forwarded routed put switched'),
  it: list(
    'me us this it the my chat call case conversation issue ticket matter problem complaint over through along up on on now straight directly',
  ),
  want: list('want wanna need require request requesting prefer demand'),
  bot: list(
    'bot bots robot robots machine machines ai computer computers chatbot chatbots automaton software program algorithm',
  ),
  now: list('now please pls plz asap immediately right straight already today'),
}

const talk = (score: number): Request => ({ kind: 'talk', score })
const handOver = (score: number): Request => ({ kind: 'hand over', score })
const want = (score: number): Request => ({ kind: 'want', score })
const named = (score: number): Request => ({ kind: 'named', score })
const last = (score: number): Request => ({ kind: 'last', score })
const callMe = (score: number): Request => ({ kind: 'call me', score })
const noBot = (score: number): Request => ({ kind: 'no bot', score })

/** Every way to ask that stands in the words; whether it is meant is another question. */
export const findRequests = phrases<Request>(
  [
    ['<speak> directly|now|please|live|here|back? to|with|too|wth|wit|w|2 <kin>* <person>', talk(0.95)],
    ['<speak> <kin>* <human>', talk(0.85)],
    ['<speak> to|with <kin>* customer|client service|services|support|care', talk(0.85)],
    ['<speak> to|with <kin>* support|team|department|helpdesk', talk(0.8)],
    ['speak|talk|speaking|talking on|over|by|via the|a? phone|telephone', talk(0.7)],
    ['discuss this|it|that|my|these with <kin>* <person>', talk(0.85)],
    ['have|get a? quick? word|call|chat|conversation with <kin>* <person>', talk(0.85)],
    ['<reach> <kin>* <person>', talk(0.85)],
    ['<reach> <kin>* customer|client service|services|support|care', talk(0.65)],
    ['get|getting|be|put|go in touch|contact with <kin>* <person>', talk(0.9)],
    ['get|getting hold|ahold of <kin>* <person>', talk(0.85)],
    ['get|getting through to <kin>* <person>', talk(0.85)],

    ['<hand> me|us <it>* to|with|through? to|with? <kin>* <person>', handOver(0.95)],
    ['<hand> <it>* to|with <kin>* <staff>', handOver(0.9)],
    ['<hand> me|us <it>* to|with <kin>* support|service|care|department|dept|billing|sales|team|desk', handOver(0.85)],
    ['put|patch|connect me|us through', handOver(0.85)],
    ['transfer|connect me|us <now>*', { kind: 'hand me over', score: 0.75 }],
    ['to be|get <handed> to|with <kin>* <human>', handOver(0.85)],
    ['can|could|may i|we be|get|please* <handed> to|with <kin>* <human>', handOver(0.85)],
    ['escalate this|it|my|the|please|to', handOver(0.75)],
    ['like|want|need|wish to escalate', handOver(0.75)],
    ['put|get <kin>* <human> on|in|involved', handOver(0.85)],
    [
      'be put|passed|transferred|connected through? to <kin>* <human>|team|department|support|billing|sales',
      handOver(0.85),
    ],
    ['get|give me <kin>* customer service|support|care', handOver(0.8)],
    ['get|bring|give|find|fetch|send|assign|show me|us <kin>* <human>', handOver(0.9)],
    ['let|have <kin>* <human> look|help|handle|check|review|take|answer|call|contact', handOver(0.85)],
    ['switch|go|change|move|transfer|connect me? to|over? to? live|human chat|support|agent', handOver(0.85)],

    ['<want> to? see? <kin>* <human>', want(0.9)],
    ['would|id|ill like|prefer|love|want|take to? have|see? <kin>* <human>', want(0.9)],
    ['can|could|may i|we please|just? get|have|see|ask <kin>* <human>', want(0.85)],
    ['looking|look|ask|asking for <kin>* <human>', want(0.8)],
    ['<want>|start|open|use live|human chat|support|help|assistance|contact|intervention|interaction', want(0.8)],
    ['would|id like live|human chat|support|help|assistance|contact|intervention|interaction', want(0.8)],
    ['like|want|need|get|prefer help|assistance|support from <kin>* <human>', want(0.85)],
    ['<human> to answer|talk|speak|chat|help|call|contact', want(0.75)],
    ['<person> who|that? i|we can|could|may? talk|speak|chat|call|contact|reach', want(0.85)],
    [
      'can|could|may|please|pls a|an|any|one <kin>* <human> please|just? help|assist|call|contact|look|take|handle|answer|check',
      want(0.8),
    ],
    [
      'have|get|want|need|can|could|let a? someone|somebody|member from|of|in your|the <kin>* team|staff|_? to? call|contact|reach|phone|ring|talk|speak',
      want(0.85),
    ],
    ['<person> call|contact|phone|ring me|us', want(0.85)],
    ['<person> chat|talk|speak to|with me|us', want(0.85)],
    ['is|are there any|a|an|some|one <kin>* <human>', want(0.75)],
    ['do|dont|have you|u|ya have|got <kin>* live|real|human|actual <kin>* <person>|people|support|chat', want(0.75)],
    ['any|is|are <kin>* live|real|actual <kin>* <person>|people available|around|there|here|online', want(0.75)],
    ['is|are anyone|anybody|someone|somebody real|human', want(0.7)],
    ['someone|somebody real|human|competent', want(0.7)],
    ['agent|representative|operator|human|supervisor|manager please|pls|plz|now|asap', named(0.85)],

    ['any|are <kin>* human|humans|agents|operators|representatives|reps <near>', want(0.75)],
    ['anyone|anybody real|human <near>', want(0.75)],
    ['is|are a|an|any|the|your|some|one <kin>* <who> <near>', last(0.75)],
    ['is|are <somebody> <near> to talk|speak|chat|call', want(0.75)],
    ['where is|are|s a|an|any|the? <kin>* human|humans', want(0.75)],
    ['where can|could|do i|we find|get|reach <kin>* human|person|agent', last(0.75)],
    ['how do|can|could|to i|we? get|reach|find <kin>* <who>', last(0.75)],
    ['who|whom can|could|may i|we talk|speak|chat to|with', last(0.75)],
    ['who|whom can|could|may i|we talk|speak|chat to|with about this|that|it', last(0.75)],
    ['<who> i|we asked for', want(0.8)],
    ['i|we|ive|weve have|already|just|only|also|specifically|clearly* asked for <kin>* <who>', want(0.8)],
    ['still|am|im|been|keep waiting for <kin>* <who>', want(0.75)],
    ['<want> <somebody> to talk|speak|chat to|with', want(0.85)],
    ['<want>|have|get <somebody> from your|the|in? team|staff|support|sales|billing|service|accounting', want(0.85)],
    ['<somebody> from your|the|in? team|staff|support|sales|billing|service|accounting please|pls|plz', want(0.8)],
    ['would|id|ill like|prefer|love <somebody> to call|contact|ring|phone|answer', want(0.85)],
    ['<speak> to|with whoever', talk(0.8)],
    ['<speak> to|with a|any|some? member of your|the? staff|team', talk(0.9)],
    ['<want> this|it|that|my|the issue|case|chat|order|complaint? escalated', handOver(0.8)],
    ['get|bring|find|fetch <somebody> for me|us', handOver(0.85)],
    ['get|put somebody|someone on the? line|phone|chat|case|this', handOver(0.85)],
    ['get|bring|fetch in|over? <kin>* human|colleague|representative|supervisor', handOver(0.8)],
    ['gimme <kin>* <human>', handOver(0.9)],
    ['let me|us through to <kin>* <person>', handOver(0.9)],
    ['switch|change to a|an|real|live|actual* person', handOver(0.85)],
    [
      'forward|escalate|route this|it|me|the|my|chat|conversation|issue|case|ticket* to a|an|real|live|actual* person',
      handOver(0.85),
    ],

    ['call|phone|ring|telephone me|us back?', callMe(0.65)],
    ['give me|us a? call|ring|callback|phone', callMe(0.65)],
    ['<want>|schedule|arrange|book a|your|the? phone? call back?', callMe(0.6)],
    ['<want>|schedule|arrange|book a? callback', callMe(0.6)],
    ['<want> a? call from <kin>* <person>', want(0.85)],

    [
      'dont|not|never|hate|stop|tired|sick|done|quit|refuse|rather|wont want|wanna|to|like|need|of|with|not|wish|be* <speak> to|with <kin>* <bot>',
      noBot(0.85),
    ],
    ['dont|not want|need <kin>* <bot>', noBot(0.75)],
    ['instead of|talking to? <kin>* <bot>', noBot(0.7)],
    ['enough with|of <kin>* <bot>', noBot(0.7)],
    ['no more <bot>', noBot(0.7)],
    ['no <bot> please|pls|plz', noBot(0.7)],
    ['get me out of this|the|your <bot>', noBot(0.75)],
  ],
  classes,
)

const polite = new Set(
  list(
    `please pls plz plss hi hello hey ok okay now asap thanks thank you i a an the just want need get me to your right immediately only
    connect transfer`,
  ),
)
const qualities = new Set(list('live real human actual customer service support care another different'))
const alone = new Set(
  list('human agent agents representative representatives rep operator supervisor manager advisor executive humans'),
)
// “A person” alone may answer a question of ours; with one of these it asks for one.
const anybody = new Set(list('person somebody someone'))
const urging = new Set(list('please pls plz plss now asap want need get immediately'))
const pairs = new Set([
  'live chat',
  'live person',
  'real person',
  'human being',
  'live support',
  'human support',
  'actual person',
  'real human',
  'customer service',
  'customer care',
  'human help',
  'human assistance',
])
const longestBare = 7

/**
 * A sentence that is nothing but the name of whom one wants, as people say to a telephone menu: “agent!”, “real person please”; of
 * several clauses one that says please (“not a bot, a person please”).
 */
export function bareRequest(words: readonly Word[]): Match<Request>[] {
  const sentences = runs(words, (word) => word.sentence)
  const clauses = runs(words, (word) => word.clause).filter(({ from, to }) => isUrged(words, from, to))
  const seen = new Set<number>()
  return [...sentences, ...clauses].flatMap(({ from, to }) => {
    const name = to - from <= longestBare ? nameOf(words, from, to) : undefined
    if (!name || seen.has(name.from)) return []
    seen.add(name.from)
    return [{ ...name, value: { kind: 'bare' as const, score: 0.9 } }]
  })
}

const isUrged = (words: readonly Word[], from: number, to: number): boolean =>
  words.slice(from, to).some((word) => urging.has(word.is))

/** Stretches of words that have one number. */
function runs(words: readonly Word[], of: (word: Word) => number): { from: number; to: number }[] {
  const found: { from: number; to: number }[] = []
  words.forEach((word, at) => {
    const run = found.at(-1)
    const before = words[at - 1]
    if (run && before && of(before) === of(word)) run.to = at + 1
    else found.push({ from: at, to: at + 1 })
  })
  return found
}

function nameOf(words: readonly Word[], start: number, end: number): { from: number; to: number } | undefined {
  let from = start
  let to = end - 1
  while (from <= to && polite.has(words[from]?.is ?? '')) from += 1
  while (to >= from && polite.has(words[to]?.is ?? '')) to -= 1
  const names = words.slice(from, to + 1).map((word) => word.is)
  const known = isUrged(words, start, end) ? new Set([...alone, ...anybody]) : alone
  const isName = names.every((name) => known.has(name) || qualities.has(name)) && names.some((name) => known.has(name))
  return isName || pairs.has(names.join(' ')) ? { from, to } : undefined
}
