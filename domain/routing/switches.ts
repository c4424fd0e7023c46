import { z } from 'zod'

/** G11. What a workspace has switched on. Live routing needs both. */
export const Switches = z
  .object({
    operator: z.boolean().describe('people may go Live'),
    presence: z.boolean().describe('who is Live is known, and conversations are offered to them; needs `operator`'),
  })
  .meta({ id: 'Switches' })
export type Switches = z.infer<typeof Switches>

/** Before anybody switched anything: a handoff waits for whoever takes it. */
export const standardSwitches: Switches = { operator: true, presence: false }

export const routes = ({ operator, presence }: Switches): boolean => operator && presence
