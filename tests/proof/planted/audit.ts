import type { Bug } from './bug.ts'

const audit = (name: string) => ({ file: 'tests/api/audit.test.ts', name })

/** Bugs of the audit: what it leaves out, and to whom it says too much. */
export const auditBugs: readonly Bug[] = [
  {
    id: 'everybody-reads-where-one-sits',
    breaks: ['L8', 'L10'],
    file: 'domain/wire.ts',
    find: 'actor: actor.network === undefined ? actor : withoutNetwork(actor),',
    replace: 'actor,',
    test: audit('L8: no stream and no list of events says where a colleague sits'),
  },
  {
    id: 'the-log-forgets-from-where',
    breaks: ['L10'],
    file: 'server/http/execute.ts',
    find: 'actor: placed(c, ask.actor ?? actorFor(principal)),',
    replace: 'actor: ask.actor ?? actorFor(principal),',
    test: audit('L10: a takeover is told of with the person, the time, the console and the network'),
  },
  {
    id: 'an-export-runs-formulas',
    breaks: ['L14'],
    file: 'server/http/csv.ts',
    find: "${FORMULA.test(value) ? \"'\" : ''}",
    replace: '',
    test: audit('L14: as CSV that a spreadsheet opens without running a formula'),
  },
]
