import type { Bug } from './bug.ts'

const file = 'db/migrations/0008_clock_of_timers.sql'
const twins = {
  file: 'tests/db/commit.test.ts',
  name: 'what is committed one by one becomes what it becomes in a batch',
}
const clock = { file: 'tests/db/commit.test.ts', name: 'tasks are due by the clock' }

/** Bugs in one of the two ways through the SQL function `commit`, which must say the same. */
export const commitBugs: readonly Bug[] = [
  {
    id: 'a-batch-ignores-the-version',
    breaks: ['L1', 'L2'],
    file,
    find: "rows between unbounded preceding and 1 preceding), 0) then 'stale'",
    replace: "rows between unbounded preceding and 1 preceding), 0) and false then 'stale'",
    test: twins,
  },
  {
    id: 'a-batch-opens-no-flag',
    breaks: ['H8'],
    file,
    find: `(x."row" ->> 'flags')::text[], (x."row" ->> 'started_at')`,
    replace: `'{}'::text[], (x."row" ->> 'started_at')`,
    test: twins,
  },
  {
    id: 'a-batch-does-its-timers-early',
    breaks: ['L12'],
    file,
    find: "select x.ws, y.lane, y.kind, y.payload, clock + y.delay * interval '1 millisecond'",
    replace: "select x.ws, y.lane, y.kind, y.payload, clock + y.delay * interval '1 microsecond'",
    test: twins,
  },
  {
    id: 'one-alone-answers-twice-with-the-state',
    breaks: ['L4'],
    file,
    find: "case when x -> 'view' is null then x -> 'r' else (x -> 'r')",
    replace: "case when x -> 'view' is not null then x -> 'r' else (x -> 'r')",
    test: twins,
  },
  {
    id: 'one-alone-keeps-the-old-owner',
    breaks: ['L1'],
    file,
    find: "open = (x #>> '{row,open}')::boolean, owner_id = x #>> '{row,owner_id}',",
    replace: "open = (x #>> '{row,open}')::boolean,",
    test: twins,
  },
  {
    id: 'one-alone-leaves-its-lane-asleep',
    breaks: ['L12'],
    file,
    find: "perform ready_lanes((select jsonb_agg(distinct jsonb_build_object('ws', hw[1]",
    replace: "perform ready_lanes((select jsonb_agg(distinct jsonb_build_object('ws', null::uuid",
    test: twins,
  },
  {
    id: 'one-alone-forgets-a-service',
    breaks: ['L9'],
    file,
    find: "and d #>> '{0,ss}' is null and",
    replace: 'and',
    test: twins,
  },
  {
    id: 'tasks-by-the-clock-of-the-log',
    breaks: ['L12'],
    file,
    find: 'moment := greatest(clock, moment);',
    replace: 'moment := greatest(clock, moment); clock := moment;',
    test: clock,
  },
  {
    id: 'times-that-run-backwards',
    breaks: ['L5'],
    file,
    find: 'moment := greatest(clock, moment);',
    replace: 'moment := clock;',
    test: clock,
  },
]
