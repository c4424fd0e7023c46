import { useSearchParams } from '@solidjs/router'

/** What is asked of the audit, as it stands in the page's address: a link, a reload, the way back lead to the same lines. */
export interface Question {
  /** `team`, `all`, `people`, `programs`, `rules`, or `person:` and `key:` with an id. */
  who: string
  kind: string
  service: string
  /** Days as the browser's date fields have them, in local time, both included. */
  from: string
  until: string
  conversation: string
}

/** What is asked when nobody says anything: what people and programs did. */
export const asksNothing: Question = { who: 'team', kind: '', service: '', from: '', until: '', conversation: '' }

/** The question of the address, and a way to change it. */
export function useQuestion() {
  const [search, setSearch] = useSearchParams<Partial<Record<keyof Question, string>>>()
  const asked = (field: keyof Question) => String(search[field] ?? asksNothing[field])
  const question = (): Question => ({
    who: asked('who'),
    kind: asked('kind'),
    service: asked('service'),
    from: asked('from'),
    until: asked('until'),
    conversation: asked('conversation'),
  })
  return {
    question,
    change: (field: keyof Question, value: string) =>
      setSearch({ [field]: value === asksNothing[field] ? null : value }, { replace: true, scroll: false }),
    clear: () =>
      setSearch(Object.fromEntries(Object.keys(asksNothing).map((field) => [field, null])), { replace: true }),
    filtered: () => Object.entries(question()).some(([field, value]) => value !== asksNothing[field as keyof Question]),
  }
}

const groups = ['team', 'people', 'programs', 'rules']

/** The question as the API takes it. What the address has and the API would refuse is left out, but for ids, which find nothing. */
export function apiQuery({ who, kind, service, from, until, conversation }: Question): string {
  const query = new URLSearchParams()
  const [one, id] = who.split(':')
  if (groups.includes(who)) query.set('by', who)
  else if ((one === 'person' || one === 'key') && id) query.set(one, id)
  if (kind) query.set('kind', kind)
  if (service) query.set('serviceId', service)
  if (conversation) query.set('conversationId', conversation)
  const [first, after] = [dayBegins(from, 0), dayBegins(until, 1)]
  if (first) query.set('from', first)
  if (after) query.set('until', after)
  return query.toString()
}

/** When a local day begins, or the one so many days after it; null for what is no day. */
function dayBegins(day: string, later: number): string | null {
  const [, year, month, date] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day) ?? []
  const begins = new Date(Number(year), Number(month) - 1, Number(date) + later)
  return year && Number.isFinite(begins.getTime()) ? begins.toISOString() : null
}
