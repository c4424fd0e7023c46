import type { Bug } from './bug.ts'

/** One command about one conversation goes through the first, all else through the second. */
const [one, batch] = ['db/migrations/0012_commit_one.sql', 'db/migrations/0011_commit_in_arrays.sql']
const twins = {
  file: 'tests/db/commit.test.ts',
  name: 'what is committed one by one becomes what it becomes in a batch',
}
const several = { file: 'tests/db/commit.test.ts', name: 'several commands about one conversation' }
const clock = { file: 'tests/db/commit.test.ts', name: 'tasks are due by the clock' }

/** Bugs in one of the two SQL functions that commit, which must say the same; and in what a batch takes behind another. */
export const commitBugs: readonly Bug[] = [
  {
    id: 'a-batch-ignores-the-version',
    breaks: ['L1', 'L2'],
    file: batch,
    find: "rows between unbounded preceding and 1 preceding), 0) then 'stale'",
    replace: "rows between unbounded preceding and 1 preceding), 0) and false then 'stale'",
    test: twins,
  },
  {
    id: 'a-batch-opens-no-flag',
    breaks: ['H8'],
    file: batch,
    find: 'x.flags::text[], x.started',
    replace: `'{}'::text[], x.started`,
    test: twins,
  },
  {
    id: 'a-batch-does-its-timers-early',
    breaks: ['L12'],
    file: batch,
    find: "select workspaces[w[m.o]], y.lane, y.kind, y.payload, clock + y.delay * interval '1 millisecond'",
    replace: "select workspaces[w[m.o]], y.lane, y.kind, y.payload, clock + y.delay * interval '1 microsecond'",
    test: twins,
  },
  {
    id: 'a-batch-keeps-the-first-row',
    breaks: ['L6'],
    file: batch,
    find: 'max(i) filter (where not broken and n > 0)',
    replace: 'min(i) filter (where not broken and n > 0)',
    test: several,
  },
  {
    id: 'a-batch-goes-on-after-a-failure',
    breaks: ['L1'],
    file: batch,
    find: 'bool_or(bad is not null) over (partition by w, unit order by i) as broken',
    replace: 'bad is not null as broken',
    test: several,
  },
  {
    id: 'one-alone-keeps-no-answer',
    breaks: ['L4'],
    file: one,
    find: 'hash, seq, moment, replace(kept, now_mark, at)::jsonb);',
    replace: "hash, seq, moment, '{}');",
    test: twins,
  },
  {
    id: 'one-alone-keeps-the-old-owner',
    breaks: ['L1'],
    file: one,
    find: 'open = commit_one.open, owner_id = replace(owner, now_mark, at),',
    replace: 'open = commit_one.open,',
    test: twins,
  },
  {
    id: 'one-alone-leaves-its-lane-asleep',
    breaks: ['L12'],
    file: one,
    find: "perform ready_lanes((select jsonb_agg(distinct jsonb_build_object('ws', workspace",
    replace: "perform ready_lanes((select jsonb_agg(distinct jsonb_build_object('ws', null::uuid",
    test: twins,
  },
  {
    id: 'one-alone-forgets-a-service',
    breaks: ['L9'],
    file: 'db/commit.ts',
    find: '!one.ss && !one.done',
    replace: '!one.done',
    test: twins,
  },
  {
    id: 'tasks-by-the-clock-of-the-log',
    breaks: ['L12'],
    file: one,
    find: 'moment := greatest(clock, moment);',
    replace: 'moment := greatest(clock, moment); clock := moment;',
    test: clock,
  },
  {
    id: 'a-batch-has-tasks-by-the-clock-of-the-log',
    breaks: ['L12'],
    file: batch,
    find: 'moment := greatest(clock, moment);',
    replace: 'moment := greatest(clock, moment); clock := moment;',
    test: clock,
  },
  {
    id: 'times-that-run-backwards',
    breaks: ['L5'],
    file: one,
    find: 'moment := greatest(clock, moment);',
    replace: 'moment := clock;',
    test: clock,
  },
  {
    id: 'a-batch-has-times-that-run-backwards',
    breaks: ['L5'],
    file: batch,
    find: 'moment := greatest(clock, moment);',
    replace: 'moment := clock;',
    test: clock,
  },
  {
    id: 'decided-beside-its-own-conversation',
    breaks: ['L1'],
    file: 'server/gate/batch.ts',
    find: '(conversationId !== null && held.has(conversationId)) ||',
    replace: '',
    test: { file: 'tests/domain/batch.test.ts', name: 'L1: nothing about a conversation that it is about' },
  },
  {
    id: 'decided-while-its-service-changes',
    breaks: ['L9'],
    file: 'server/gate/batch.ts',
    find: 'underWay.some(changesServices)',
    replace: 'false',
    test: { file: 'tests/domain/batch.test.ts', name: 'L9: nothing while services change, or are to' },
  },
]
