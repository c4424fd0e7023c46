import { clock } from './clock/clock.ts'
import { disk } from './disk/disk.ts'
import { fresh } from './fresh/fresh.ts'
import { fuzz } from './fuzz/fuzz.ts'
import { hostile } from './hostile/hostile.ts'
import { kill } from './kill/kill.ts'
import type { Suite } from './kit/suite.ts'
import { model } from './model/model.ts'
import { network } from './network/network.ts'
import { nodes } from './nodes/nodes.ts'
import { planted } from './planted/planted.ts'
import { proxy } from './proxy/proxy.ts'
import { races } from './races/races.ts'
import { rights } from './rights/rights.ts'
import { slow } from './slow/slow.ts'
import { storm } from './storm/storm.ts'
import { webhooks } from './webhooks/webhooks.ts'

/** Every suite, by the name that `npm run proof` takes. */
export const suites = {
  model,
  races,
  kill,
  nodes,
  network,
  storm,
  slow,
  disk,
  clock,
  webhooks,
  rights,
  fuzz,
  hostile,
  planted,
  fresh,
  proxy,
} as const satisfies Record<string, Suite>
