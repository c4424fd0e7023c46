import type { Bug } from './bug.ts'

const model = { file: 'tests/proof/model.test.ts', name: 'whatever is commanded' }
const groups = (name: string) => ({ file: 'tests/api/groups.test.ts', name })

/** Bugs that let people see or do what their groups do not have (G1, G7). */
export const groupBugs: readonly Bug[] = [
  {
    id: 'groups-hide-nothing',
    breaks: ['G1', 'L7'],
    file: 'domain/sight.ts',
    find: 'sight === null || serviceId === null || sight.has(serviceId)',
    replace: 'true || sight === null || serviceId === null || sight.has(serviceId)',
    test: groups('lists, filters, searches, boards and counters hold what is in sight'),
  },
  {
    id: 'a-limited-board-has-every-page',
    breaks: ['G1', 'L7'],
    file: 'server/hub/board-pages.ts',
    find: 'if (canSee(sight, id))',
    replace: 'if (sight || canSee(sight, id))',
    test: { file: 'tests/domain/board-pages.test.ts', name: 'G1, L7: gets the board of those' },
  },
  {
    id: 'a-limited-stream-hears-everything',
    breaks: ['G1', 'L7'],
    file: 'server/hub/feed.ts',
    find: 'if (canSee(services, event.serviceId)) channel.say(frameFor',
    replace: 'if (services || canSee(services, event.serviceId)) channel.say(frameFor',
    test: model,
  },
  {
    id: 'a-group-names-what-is-out-of-sight',
    breaks: ['G1', 'L7'],
    file: 'server/hub/recent.ts',
    find: 'const seen = inSight(event, sight)',
    replace: 'const seen = inSight(event, sight && null)',
    test: groups('nobody is told of a group’s services out of sight'),
  },
  {
    id: 'a-page-of-the-log-shows-everything',
    breaks: ['G1', 'L7'],
    file: 'server/hub/pages.ts',
    find: 'packHeard(recents, generation, sight)',
    replace: 'packHeard(recents, generation, sight && null)',
    test: { file: 'tests/domain/fan-out.test.ts', name: 'L7: give each what is in its sight' },
  },
  {
    id: 'an-old-picture-outlives-a-change-of-groups',
    breaks: ['G1', 'L6'],
    file: 'server/hub/subscribe.ts',
    find: 'userId !== null && piece.some(({ event }) => resights(event, userId))',
    replace: 'userId === null && piece.some(({ event }) => resights(event, String(userId)))',
    test: model,
  },
  {
    id: 'commands-reach-what-is-out-of-sight',
    breaks: ['G1', 'L7'],
    file: 'domain/rights.ts',
    find: "if (!canSee(sightOf(principal), serviceId)) return refuse('not_found')",
    replace: "if (!canSee(null, serviceId)) return refuse('not_found')",
    test: groups('/takeover: out of sight is like unknown, and nothing happens'),
  },
  {
    id: 'whoever-leaves-their-groups-sees-everything',
    breaks: ['G1'],
    file: 'server/identity/groups.ts',
    find: 'resighted.some((id) => !isWithin',
    replace: "resighted.some((id) => id === '' && !isWithin",
    test: groups('nobody gives sight of what they do not see'),
  },
  {
    id: 'a-group-changes-in-silence',
    breaks: ['G7', 'L10'],
    file: 'server/main.ts',
    find: 'await settle.all().catch((error: unknown) =>',
    replace: 'await Promise.resolve().catch((error: unknown) =>',
    test: groups('a change that was cut off before its line in the log'),
  },
]
