import { auditBugs } from './audit.ts'
import type { Bug } from './bug.ts'
import { commitBugs } from './commits.ts'
import { groupBugs } from './groups.ts'
import { lawBugs } from './laws.ts'
import { pushBugs } from './push.ts'
import { routingBugs } from './routing.ts'
import { rowBugs } from './rows.ts'
import { sessionBugs } from './sessions.ts'
import { signInBugs } from './sign-in.ts'
import { teamworkBugs } from './teamwork.ts'
import { workspaceBugs } from './workspace.ts'

/** Every bug that is kept. */
export const bugs: readonly Bug[] = [
  ...lawBugs,
  ...rowBugs,
  ...workspaceBugs,
  ...groupBugs,
  ...routingBugs,
  ...auditBugs,
  ...pushBugs,
  ...signInBugs,
  ...commitBugs,
  ...sessionBugs,
  ...teamworkBugs,
]
