import type { Bench } from './kit/bench.ts'
import { start } from './start.ts'

/** Every bench, by the name that `npm run bench` takes. */
export const benches = { start } as const satisfies Record<string, Bench>
