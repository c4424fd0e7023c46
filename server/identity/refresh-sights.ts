import type { Bus } from '../bus/bus.ts'
import type { Hub } from '../hub/hub.ts'
import type { Sights } from './sights.ts'

/** How often what people see is read anew, in milliseconds: what a node was not told of holds there within a second. */
const EVERY = 800

/**
 * Among several nodes somebody else may change what people see: it is read when another node or the log tells of it, and
 * time and again.
 */
export function refreshSights({ hub, bus, sights }: { hub: Hub; bus: Bus; sights: Sights }): { stop(): void } {
  let reading = false
  let again = false

  async function refresh(): Promise<void> {
    again = true
    if (reading) return
    reading = true
    while (again) {
      again = false
      for (const { workspaceId } of hub.workspaces()) await sights.load(workspaceId).catch(() => {}) // The next one comes.
    }
    reading = false
  }

  hub.onEvent((_workspace, { type }) => {
    if (type.startsWith('group.') || type.startsWith('user.')) void refresh()
  })
  bus.onNews(({ kind }) => {
    if (kind === 'identity') void refresh()
  })
  const timer = setInterval(() => void refresh(), EVERY)
  timer.unref()
  return { stop: () => clearInterval(timer) }
}
