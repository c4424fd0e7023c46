// A browser with a push service, which Chromium has none of without its vendor's servers: where a page would be given a
// subscription by the vendor it is given one of the test's, and what arrives there goes to the worker by the DevTools protocol.
import type { BrowserContext, CDPSession, Worker } from 'playwright-core'
import { expect } from 'vitest'
import type { Arrived, PushService } from '../builders/push-service.ts'

export interface Notified {
  /** Takes what arrived for this browser since, and has its worker show it. @returns the titles of what came */
  deliver(): Promise<string[]>
  /** What the person sees, with the page open or closed. */
  shown(): Promise<{ title: string; body: string; silent: boolean | null }[]>
  /** As a press on the notification that is shown. */
  press(title: string): Promise<void>
}

/** To be called before the page that asks is loaded. */
export async function giveBrowser(context: BrowserContext, url: string, vendor: PushService): Promise<void> {
  await context.grantPermissions(['notifications'], { origin: url })
  await context.exposeFunction('subscribeAtVendor', (key: string) => vendor.browser('this', key).subscription)
  await context.addInitScript(() => {
    Object.defineProperty(Notification, 'permission', { get: () => 'granted', configurable: true })
    const kept = 'test.subscription'
    const vendor = window as unknown as {
      subscribeAtVendor(key: string): Promise<{ endpoint: string; keys: object }>
    }
    const subscriptionOf = ({ json, key }: { json: object; key: string }) => ({
      ...json,
      options: {
        applicationServerKey: Uint8Array.from(atob(key.replaceAll('-', '+').replaceAll('_', '/')), (one) =>
          one.charCodeAt(0),
        ).buffer,
      },
      toJSON: () => json,
      unsubscribe: async () => {
        localStorage.removeItem(kept)
        return true
      },
    })
    PushManager.prototype.subscribe = async (options?: PushSubscriptionOptionsInit) => {
      const key = options?.applicationServerKey as string
      const made = { json: await vendor.subscribeAtVendor(key), key }
      localStorage.setItem(kept, JSON.stringify(made))
      return subscriptionOf(made) as unknown as PushSubscription
    }
    PushManager.prototype.getSubscription = async () => {
      const made = localStorage.getItem(kept)
      return made ? (subscriptionOf(JSON.parse(made)) as unknown as PushSubscription) : null
    }
  })
}

/** The worker that a page of this browser has registered, watched from a page of its own that is no console. */
export async function notified(context: BrowserContext, url: string, vendor: PushService): Promise<Notified> {
  const outside = await context.newPage()
  await outside.goto(`${url}/api/openapi.json`)
  const devtools = await context.newCDPSession(outside)
  const registration = await registrationOf(devtools, url)
  const worker = async (): Promise<Worker> => context.serviceWorkers()[0] ?? context.waitForEvent('serviceworker')
  let seen = 0

  return {
    async deliver() {
      const fresh = (): Arrived[] => vendor.of('this').slice(seen)
      await expect.poll(() => fresh().length, { timeout: 15_000, interval: 20 }).toBeGreaterThan(0)
      const came = fresh()
      seen += came.length
      for (const { content } of came)
        await devtools.send('ServiceWorker.deliverPushMessage', {
          origin: url,
          registrationId: registration,
          data: JSON.stringify(content),
        })
      return came.map(({ content }) => content.title)
    },
    shown: async () =>
      (await worker()).evaluate(async () => {
        const { registration } = self as unknown as { registration: ServiceWorkerRegistration }
        return (await registration.getNotifications()).map(({ title, body, silent }) => ({ title, body, silent }))
      }),
    press: async (title) =>
      (await worker()).evaluate(async (title) => {
        const { registration } = self as unknown as { registration: ServiceWorkerRegistration }
        const notification = (await registration.getNotifications()).find((one) => one.title === title)
        const Press = (self as unknown as { NotificationEvent: new (type: string, init: object) => Event })
          .NotificationEvent
        self.dispatchEvent(new Press('notificationclick', { notification }))
      }, title),
  }
}

/** Chromium's number for the worker's registration, when it is active. */
function registrationOf(devtools: CDPSession, url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    devtools.on('ServiceWorker.workerVersionUpdated', ({ versions }) => {
      const active = versions.find(({ scriptURL, status }) => scriptURL === `${url}/sw.js` && status === 'activated')
      if (active) resolve(active.registrationId)
    })
    devtools.send('ServiceWorker.enable').catch(reject)
  })
}
