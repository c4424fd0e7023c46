import { commit } from './commit/commit.ts'
import { fanout } from './fanout.ts'
import { growth } from './growth.ts'
import { ingest } from './ingest/ingest.ts'
import type { Bench } from './kit/bench.ts'
import { live } from './live.ts'
import { nodes } from './nodes.ts'
import { screen } from './screen.ts'
import { snapshot } from './snapshot.ts'
import { start } from './start.ts'
import { tasks } from './tasks/tasks.ts'

/** Every bench, by the name that `npm run bench` takes. */
export const benches = {
  commit,
  ingest,
  fanout,
  growth,
  live,
  nodes,
  screen,
  snapshot,
  start,
  tasks,
} as const satisfies Record<string, Bench>
