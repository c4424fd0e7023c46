// The service worker of the console: it shows what is pushed to this browser, also while no page of it is open (F6). It
// answers no request and keeps no page, so that what is loaded is always the server's.
import type { PushContent } from '../../domain/notification.ts'
import { openConversation } from './open.ts'
import type { WorkerScope } from './scope.ts'
import { createShow } from './show.ts'
import { subscribeAgain } from './subscribe-again.ts'

const scope = self as unknown as WorkerScope
const show = createShow(scope, caches)

scope.addEventListener('install', (event) => event.waitUntil(scope.skipWaiting()))
scope.addEventListener('activate', (event) => event.waitUntil(scope.clients.claim()))
scope.addEventListener('push', (event) => {
  if (event.data) event.waitUntil(show(event.data.json() as PushContent))
})
scope.addEventListener('notificationclick', (event) => {
  event.notification.close()
  const { conversationId } = event.notification.data as { conversationId: string }
  event.waitUntil(openConversation(scope, conversationId))
})
scope.addEventListener('pushsubscriptionchange', (event) => event.waitUntil(subscribeAgain(scope.registration)))
