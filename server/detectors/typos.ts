const keys = [
  'person',
  'human',
  'agent',
  'operator',
  'representative',
  'supervisor',
  'manager',
  'somebody',
  'someone',
  'assistant',
  'advisor',
  'specialist',
  'customer',
  'support',
  'speak',
  'speaking',
  'talking',
  'chatting',
  'connect',
  'contact',
  'contacting',
  'transfer',
]

// Words of their own that stand one letter from a key.
const own = new Set([
  'contract',
  'contrast',
  'connects',
  'corrects',
  'taking',
  'tanking',
  'charting',
  'persona',
  'parson',
  'humane',
  'spear',
  'sneak',
  'steak',
  'speed',
  'spark',
  'manage',
  'managed',
  'manages',
  'mangers',
  'agents',
  'agenda',
  'transfers',
  'contacts',
  'customers',
  'costumer',
  'supports',
  'persons',
  'humans',
  'customs',
  'speaks',
  'assistants',
  'stalking',
  'operators',
  'advisors',
  'managers',
  'supervisors',
  'connected',
  'specialists',
])

const common = new Map([
  ['talkk', 'talk'],
  ['tlak', 'talk'],
  ['wth', 'with'],
  ['wiht', 'with'],
  ['wit', 'with'],
  ['humna', 'human'],
  ['agnt', 'agent'],
  ['reprsentative', 'representative'],
  ['represenative', 'representative'],
  ['representitive', 'representative'],
  ['spk', 'speak'],
  ['sm1', 'someone'],
  ['some1', 'someone'],
])

/** Reads a slip of the keys in one of the words of a request: `somneone` is `someone`. Any other word stays itself. */
export function respell(word: string): string {
  const known = common.get(word)
  if (known !== undefined) return known
  if (word.length < 5 || own.has(word)) return word
  for (const key of keys) if (key[0] === word[0] && isOneSlip(word, key)) return key
  return word
}

/** One letter too many, too few, another one, or two swapped. Equal words are one slip apart too. */
function isOneSlip(word: string, key: string): boolean {
  const longer = word.length - key.length
  if (longer < -1 || longer > 1) return false
  let head = 0
  while (head < word.length && word[head] === key[head]) head += 1
  const rest = (skipWord: number, skipKey: number) => word.slice(head + skipWord) === key.slice(head + skipKey)
  if (longer === 1) return rest(1, 0)
  if (longer === -1) return rest(0, 1)
  return rest(1, 1) || (word[head] === key[head + 1] && word[head + 1] === key[head] && rest(2, 2))
}
