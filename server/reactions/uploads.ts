import { dropUnsent } from '../../db/attachments.ts'
import type { TaskPayload } from '../../domain/tasks.ts'
import type { Ended, Running } from '../worker.ts'
import type { ReactionDeps } from './index.ts'

/** A file that was brought and that no message has named since is dropped. */
export const dropUpload =
  ({ sql }: Pick<ReactionDeps, 'sql'>) =>
  async ({ attachmentId }: TaskPayload<'dropUpload'>, { workspaceId }: Running): Promise<Ended> => {
    await dropUnsent(sql, workspaceId, attachmentId)
    return 'done'
  }
