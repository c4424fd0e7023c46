import type { Command } from '../../domain/commands.ts'
import type { Ask } from './plan.ts'

const BATCH = 400

/** A batch behind one that is under way holds so many at least: fewer go with the next one, which costs less than a commit of their own. */
const BEHIND = 16

/**
 * What goes next: ids once, service changes last and one a workspace, a reopening first of its conversation.
 *
 * Behind a batch that is under way goes what its outcome cannot touch: commands about other conversations, with other ids, while
 * no service changes. They are decided before that outcome is known, so that the database finds the next commit when it is done
 * with one.
 * @returns `rest` in its order; all of it, where nothing is to go now
 */
export function takeBatch<A extends Ask>(queue: A[], underWay: readonly A[]): { batch: A[]; rest: A[] } {
  const behind = underWay.length > 0
  if (behind && (queue.length < BEHIND || underWay.some(changesServices) || queue.some(changesServices)))
    return { batch: [], rest: queue }
  const ids = new Set(underWay.map(keyOf))
  const held = new Set(underWay.map(({ command }) => conversationOf(command)))
  const changing = new Set<string>()
  const batch: A[] = []
  const last: A[] = []
  const rest: A[] = []
  for (const ask of queue) {
    const { workspaceId, command } = ask
    const key = keyOf(ask)
    const about = changesServices(ask)
    const conversationId = conversationOf(command)
    if (
      batch.length + last.length >= BATCH ||
      ids.has(key) ||
      (conversationId !== null && held.has(conversationId)) ||
      (about && changing.has(workspaceId)) ||
      (command.name === 'reopen' && batch.some((other) => conversationOf(other.command) === conversationId))
    ) {
      rest.push(ask)
      continue
    }
    ids.add(key)
    if (about) changing.add(workspaceId)
    ;(about ? last : batch).push(ask)
  }
  return behind && batch.length < BEHIND ? { batch: [], rest: queue } : { batch: [...batch, ...last], rest }
}

const keyOf = ({ workspaceId, commandId }: Ask): string => `${workspaceId} ${commandId}`

const conversationOf = (command: Command): string | null =>
  'conversationId' in command ? command.conversationId : null

/** Changes services, for which every other command of the workspace waits that comes after it. */
const changesServices = ({ command }: Ask): boolean => !('conversationId' in command) && command.name !== 'record'
