import { ask, pathOf, showing } from './ask.ts'
import type { Tab, WorkerScope } from './scope.ts'

/** F6: a press on a notification leads to its conversation, in a console that is open already where there is one. */
export async function openConversation(
  { clients }: Pick<WorkerScope, 'clients'>,
  conversationId: string,
): Promise<void> {
  const path = pathOf(conversationId)
  const tabs = (await clients.matchAll({ type: 'window', includeUncontrolled: true })).filter(isConsole)
  const [shows] = await showing(tabs, conversationId)
  // Else the one that was looked at last: browsers give that one first.
  const tab = shows ?? tabs[0]
  if (!tab) {
    await clients.openWindow(path)
    return
  }
  // A browser may refuse to bring it to the front; it goes there all the same.
  await tab.focus().catch(() => undefined)
  // The console goes there by itself, and asks first where something is unsaved. A page that is none yet is led there.
  if (shows || (await ask(tab, { type: 'baton.open', conversationId }))) return
  await tab.navigate(path).catch(() => clients.openWindow(path))
}

const isConsole = ({ url }: Tab): boolean => !/^\/(demo|api)(\/|$)/.test(new URL(url).pathname)
