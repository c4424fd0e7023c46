import { fanout } from './fanout.ts'
import type { Bench } from './kit/bench.ts'
import { start } from './start.ts'

/** Every bench, by the name that `npm run bench` takes. */
export const benches = { fanout, start } as const satisfies Record<string, Bench>
