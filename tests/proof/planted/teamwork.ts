import type { Bug } from './bug.ts'

const supervise = (name: string) => ({ file: 'tests/api/supervise.test.ts', name })

/** Bugs in what a supervisor does and colleagues tell one another (B12). */
export const teamworkBugs: readonly Bug[] = [
  {
    id: 'anybody-takes-over-by-force',
    breaks: ['B12', 'L1'],
    file: 'domain/rights.ts',
    find: "forceTakeOver: ['operator:supervise']",
    replace: "forceTakeOver: ['operator:supervise', 'operator:write']",
    test: { file: 'tests/domain/rights.test.ts', name: 'F4: an operator takes over, writes, marks' },
  },
  {
    id: 'a-reason-is-right-enough-to-reassign',
    breaks: ['B12', 'L1'],
    file: 'domain/rights.ts',
    find: "return command.reason === undefined ? null : 'operator:supervise'",
    replace: 'return null',
    test: supervise('who may not supervise does not'),
  },
  {
    id: 'the-customer-reads-why-it-was-taken',
    breaks: ['B12', 'L8'],
    file: 'domain/decide/message.ts',
    find: 'notice(known, conversation, notices.joined(operator.name), conversation.turn + 1),',
    replace:
      "notice(known, conversation, notices.joined(operator.name) + (forced?.reason ?? ''), conversation.turn + 1),",
    test: supervise('L8: the customer hears who joined'),
  },
  {
    id: 'who-lost-it-is-not-named',
    breaks: ['B12', 'L10'],
    file: 'domain/decide/message.ts',
    find: '...forced, epoch: service.epoch',
    replace: 'reason: forced?.reason, epoch: service.epoch',
    test: supervise('a supervisor takes what another holds'),
  },
]
