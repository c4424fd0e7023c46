import type { PushContent } from '../../domain/notification.ts'
import { showing } from './ask.ts'
import type { Tab, WorkerScope } from './scope.ts'

const MEMORY = 'baton-told'
/** Where in it, as an address that nobody asks for. */
const PLACE = '/told'
/** How many events are remembered. */
const REMEMBERED = 200

/**
 * F6: shows what a push says, once: a push may come twice (L12). Not over a console that is in front and shows that very
 * conversation. Pushes come one after another.
 */
export function createShow(
  { registration, clients }: WorkerScope,
  memory: CacheStorage,
): (content: PushContent) => Promise<void> {
  let before: Promise<void> = Promise.resolve()

  async function show(content: PushContent): Promise<void> {
    const { kind, conversationId, number, title, body, silent } = content
    if (await wasTold(memory, `${conversationId} ${number}`)) return
    const tabs = await clients.matchAll({ type: 'window', includeUncontrolled: true })
    if ((await showing(tabs.filter(isInFront), conversationId)).length > 0) return
    // The next message of a conversation takes the place of the one before, and is heard all the same.
    const more = { tag: `${kind} ${conversationId}`, renotify: true, silent, data: { conversationId } }
    await registration.showNotification(title, { body, ...more } as NotificationOptions)
  }

  return (content) => {
    before = before.then(
      () => show(content),
      () => show(content),
    )
    return before
  }
}

const isInFront = ({ focused, visibilityState }: Tab): boolean => focused && visibilityState === 'visible'

/** A worker is stopped between two pushes: what it knows stands in a cache of one entry. */
async function wasTold(memory: CacheStorage, event: string): Promise<boolean> {
  const cache = await memory.open(MEMORY)
  const kept = await cache.match(PLACE)
  const told = kept ? ((await kept.json()) as string[]) : []
  if (told.includes(event)) return true
  await cache.put(PLACE, new Response(JSON.stringify([event, ...told].slice(0, REMEMBERED))))
  return false
}
