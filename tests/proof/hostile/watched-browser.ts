import { type BrowserContext, chromium, type Page, type Route } from 'playwright-core'
import { browserFlags, findBrowser } from '../../../scripts/browser.mjs'

/** What went wrong in the pages of a context, in words, each once. */
export interface Watch {
  /** Scripts that ran, by the number of their payload; −1 for a dialog or a print that none of them named. */
  ran: Map<number, string>
  /** Addresses of other hosts that were asked for; nothing answers there. */
  asked: Set<string>
  /** Reports of the content policy, windows that opened by themselves, pages whose process died. */
  reports: Set<string>
}

export interface Watched {
  context: BrowserContext
  watch: Watch
}

export interface WatchedBrowser {
  /**
   * A context that counts. The content policy of its pages reports and stops nothing: so nothing but the escaping stands
   * in the way, and yet all that the policy would have refused is told. `home`: the origins that may be asked.
   */
  open(home: readonly string[]): Promise<Watched>
  /** Whether Chromium ended, and nobody closed it. */
  died(): boolean
  close(): Promise<void>
}

/** Chromium in which nothing of a payload goes unseen: calls of `hit`, dialogs, requests to other hosts, reports. */
export async function watchedBrowser(): Promise<WatchedBrowser> {
  const browser = await chromium.launch({
    executablePath: await findBrowser(),
    // A name that slips past the interception leads nowhere.
    args: [...browserFlags, '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1'],
  })
  let [closing, dead] = [false, false]
  browser.on('disconnected', () => {
    dead = !closing
  })
  return {
    async open(home) {
      const context = await browser.newContext({
        serviceWorkers: 'block',
        viewport: { width: 1440, height: 900 },
        // Cards that pulse would be drawn sixty times a second.
        reducedMotion: 'reduce',
      })
      context.setDefaultTimeout(20_000)
      const watch: Watch = { ran: new Map(), asked: new Set(), reports: new Set() }
      await context.exposeBinding('hit', ({ frame, page }, number: unknown) => {
        watch.ran.set(typeof number === 'number' ? number : -1, placeOf(frame?.url() || page.url()))
      })
      await context.exposeBinding('reported', ({ page }, what: string) => {
        watch.reports.add(`${what} at ${placeOf(page.url())}`)
      })
      await context.addInitScript(listen)
      await context.route('**/*', async (route) => {
        const request = route.request()
        const url = new URL(request.url())
        if (home.includes(url.origin))
          return request.resourceType() === 'document' ? withPolicyThatReports(route) : route.continue()
        watch.asked.add(url.href)
        return route.abort()
      })
      context.on('page', (page) => watchPage(page, home, watch))
      return { context, watch }
    },
    died: () => dead,
    close: () => {
      closing = true
      return browser.close()
    },
  }
}

async function withPolicyThatReports(route: Route): Promise<void> {
  const response = await route.fetch({ maxRedirects: 0 }).catch(() => null)
  // Its page was closed, or went elsewhere, before it was answered.
  if (!response) return route.abort().catch(() => {})
  const { 'content-security-policy': policy, ...headers } = response.headers()
  // A page that was not fetched by the browser is no page of this machine to it, and may load no script from this machine.
  if (!policy) return route.continue()
  headers['content-security-policy-report-only'] = policy
  await route.fulfill({ response, headers })
}

function watchPage(page: Page, home: readonly string[], watch: Watch): void {
  page.on('dialog', (dialog) => {
    // Leaving a form with changes asks, as it should.
    if (dialog.type() !== 'beforeunload') watch.ran.set(-1, `${dialog.type()} at ${placeOf(page.url())}`)
    dialog.accept().catch(() => {})
  })
  page.on('crash', () => watch.reports.add(`the process of a page died at ${placeOf(page.url())}`))
  page.on('websocket', (socket) => {
    const { origin } = new URL(socket.url().replace(/^ws/, 'http'))
    if (!home.includes(origin)) watch.asked.add(socket.url())
  })
  page.opener().then((opener) => opener && watch.reports.add(`a window opened from ${placeOf(opener.url())}`))
}

const placeOf = (url: string) => url.slice(0, 120)

/** Runs in every frame before anything else. */
function listen(): void {
  const own = window as unknown as { hit(number: number): void; reported(what: string): void; told: string[] }
  own.told = []
  // The question whether they are wanted would lie over the pages; nobody outside has a word in it.
  if ('Notification' in window)
    Object.defineProperty(Notification, 'permission', { get: () => 'denied', configurable: true })
  for (const name of ['alert', 'confirm', 'prompt', 'print'] as const)
    (window as unknown as Record<string, unknown>)[name] = (text: unknown) => own.hit(Number(text) || -1)
  document.addEventListener('securitypolicyviolation', (event) =>
    own.reported(`${event.violatedDirective} would refuse ${event.blockedURI} ${event.sample}`),
  )
  // What toasts say is gone before anybody can look.
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes)
      for (const node of addedNodes)
        if (node instanceof Element && node.closest('[aria-label="Notifications"]'))
          own.told.push((node.textContent ?? '').replace(/\s/g, ''))
  }).observe(document, { childList: true, subtree: true })
}
