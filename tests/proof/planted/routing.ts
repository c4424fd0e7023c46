import type { Bug } from './bug.ts'

const properties = (name: string) => ({ file: 'tests/domain/routing/route.test.ts', name })
const offers = (name: string) => ({ file: 'tests/domain/offers.test.ts', name })
const routing = (name: string) => ({ file: 'tests/api/routing.test.ts', name })

/** Bugs in who is asked, for how long, and who is believed to be here (G2, G4, L11, B6, B9). */
export const routingBugs: readonly Bug[] = [
  {
    id: 'capacity-is-a-wish',
    breaks: ['G4'],
    file: 'domain/routing/route.ts',
    find: 'return load < operator.capacity && fits',
    replace: 'return load <= operator.capacity && fits',
    test: properties('nobody is offered more than they have room for'),
  },
  {
    id: 'asked-in-their-sleep',
    breaks: ['G4', 'F5'],
    file: 'domain/routing/live.ts',
    find: '(operator.schedule === null || worksAt(operator.schedule, at))',
    replace: '(operator.schedule !== undefined || worksAt(operator.schedule, at))',
    test: properties('nobody is offered anything outside their schedule'),
  },
  {
    id: 'one-fit-and-forgotten',
    breaks: ['G4'],
    file: 'domain/routing/route.ts',
    find: 'loads.set(id, load + 1)',
    replace: 'loads.set(id, load + 2)',
    test: properties('nobody waits while somebody who fits has room'),
  },
  {
    id: 'the-silent-are-asked-for-ever',
    breaks: ['G4'],
    file: 'domain/evolve.ts',
    find: "if (because === 'gone' || offer?.for === 'next') return rest",
    replace: "if (because !== 'skipped' || offer?.for === 'next') return rest",
    test: offers('an offer that nobody answered is over'),
  },
  {
    id: 'two-are-asked-at-once',
    breaks: ['G4', 'L1'],
    file: 'domain/decide/offers.ts',
    find: "if (conversation.offer) return refuse('already_offered'",
    replace: "if (conversation.offer?.to.id === to.id) return refuse('already_offered'",
    test: offers('one offer is open at a time'),
  },
  {
    id: 'a-promise-that-nobody-keeps',
    breaks: ['B9'],
    file: 'domain/decide/control.ts',
    find: 'text: promise, author }',
    replace: 'text: command.text, author }',
    test: offers('nobody live, the AI goes on'),
  },
  {
    id: 'presence-never-ends',
    breaks: ['L11', 'G2'],
    file: 'server/reactions/lapse.ts',
    find: 'if (over < graceFor(conversation)) continue',
    replace: 'if (over < graceFor(conversation) * 1_000) continue',
    test: routing('after the grace what they hold is released'),
  },
  {
    id: 'next-for-everybody',
    breaks: ['B6'],
    file: 'domain/routing/next.ts',
    find: 'conversation.offer && conversation.offer.to.id !== operatorId',
    replace: 'conversation.offer && conversation.offer.to.id === operatorId',
    test: routing('each who asks is given another one'),
  },
]
