import type { Bug } from './bug.ts'

const sessions = (name: string) => ({ file: 'tests/api/sessions.test.ts', name })
const customers = (name: string) => ({ file: 'tests/api/customers-360.test.ts', name })

/** Bugs of the sessions screen and of customers: what is shown to whom, who is taken for whom, what is left of whom (A1, A5). */
export const sessionBugs: readonly Bug[] = [
  {
    id: 'a-search-looks-past-the-sight',
    breaks: ['A1', 'L7'],
    file: 'server/http/sessions.ts',
    find: 'services: sightOf(caller(c)),',
    replace: 'services: sightOf(caller(c)) && null,',
    test: sessions('finds nothing of a service that is out of sight'),
  },
  {
    id: 'a-search-has-no-end',
    breaks: ['A1'],
    file: 'db/connect.ts',
    find: '{ statement_timeout: SEARCHING }',
    replace: '{ statement_timeout: 0 * SEARCHING }',
    test: sessions('a search that takes too long is stopped'),
  },
  {
    id: 'a-file-holds-formulas',
    breaks: ['A1', 'L14'],
    file: 'server/http/csv.ts',
    find: 'FORMULA.test(value) ?',
    replace: 'FORMULA.test(`x${value}`) ?',
    test: { file: 'tests/domain/words.test.ts', name: 'is no formula and no second field' },
  },
  {
    id: 'an-address-that-nobody-verified-makes-two-people-one',
    breaks: ['A5'],
    file: 'db/customers.ts',
    find: "jsonb_exists(c.verified, 'email')",
    replace: "c.verified <> '[]'",
    test: customers('only when somebody verified it'),
  },
  {
    id: 'what-a-visitor-claims-counts-as-proven',
    breaks: ['A5'],
    file: 'db/search.ts',
    find: "actor ->> 'via' = 'widget'",
    replace: "actor ->> 'via' = 'nowhere'",
    test: customers('is shown as not proven'),
  },
  {
    id: 'a-customer-is-seen-by-everybody',
    breaks: ['A5', 'L7'],
    file: 'server/http/customers.ts',
    find: 'sight !== null && inSight.length === 0',
    replace: 'sight !== null && linked.length === 0',
    test: customers('sees one by sessions in sight alone'),
  },
  {
    id: 'an-erased-person-is-still-quoted',
    breaks: ['A5'],
    file: 'domain/erasure.ts',
    find: "({ ...why, quote: '', cues: [] })",
    replace: '({ ...why })',
    test: { file: 'tests/api/erasure.test.ts', name: 'no word is left in any table' },
  },
  {
    id: 'a-board-remembers-whom-the-log-forgot',
    breaks: ['A5', 'L6'],
    file: 'server/erase-customer.ts',
    find: 'await hub.renew(workspaceId).catch',
    replace: 'await Promise.resolve().catch',
    test: { file: 'tests/api/erasure.test.ts', name: 'no word is left in any table' },
  },
]
