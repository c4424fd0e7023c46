// The conversations of the demo, a file for each agent that answers. All of it is made up.
import type { Script } from '../script.ts'
import { orders } from './orders.ts'
import { returns } from './returns.ts'
import { sales } from './sales.ts'
import { techSupport } from './tech-support.ts'

export const scripts: readonly Script[] = [...orders, ...returns, ...techSupport, ...sales]
