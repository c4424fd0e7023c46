import type { Browser } from 'playwright-core'

/**
 * A page of Chromium that nobody looks over the shoulder of, 1440 × 900. Playwright's own pages have the browser report every
 * WebSocket message and every piece of an answer to it, which under a flood costs more than all that the page does.
 */
export interface Page {
  /** Runs before all else in each document that is opened from now on. */
  first(run: () => void): Promise<void>
  go(url: string): Promise<void>
  /** Runs in the page; what is given and what is answered is JSON. */
  evaluate<Given, Answer>(run: (given: Given) => Answer | Promise<Answer>, given: Given): Promise<Answer>
  /** Asks until the answer is yes. @throws Error after half a minute */
  until(run: () => boolean): Promise<void>
  /** Anything else of the DevTools protocol. */
  ask<Answer>(method: string, params?: object): Promise<Answer>
  /** Chromium's counters of the page's thread, by name; times in seconds. */
  counters(): Promise<Map<string, number>>
  close(): Promise<void>
}

interface Answered {
  id?: number
  error?: { message: string }
  result?: unknown
}

/** Outside of Playwright's contexts, over a session of the browser's. */
export async function openPage(browser: Browser): Promise<Page> {
  const session = await browser.newBrowserCDPSession()
  const { targetId } = await session.send('Target.createTarget', { url: 'about:blank' })
  const { sessionId } = await session.send('Target.attachToTarget', { targetId })
  const asked = new Map<number, { resolve: (result: never) => void; reject: (error: Error) => void }>()
  let last = 0
  session.on('Target.receivedMessageFromTarget', ({ message }) => {
    const { id, error, result } = JSON.parse(message) as Answered
    const waiting = asked.get(id ?? 0)
    asked.delete(id ?? 0)
    if (error) waiting?.reject(new Error(error.message))
    else waiting?.resolve(result as never)
  })
  const ask = <T>(method: string, params: object = {}): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      const id = ++last
      asked.set(id, { resolve, reject })
      session
        .send('Target.sendMessageToTarget', { sessionId, message: JSON.stringify({ id, method, params }) })
        .catch(reject)
    })
  await ask('Page.enable')
  await ask('Performance.enable')
  await ask('Emulation.setDeviceMetricsOverride', { width: 1440, height: 900, deviceScaleFactor: 1, mobile: false })

  const evaluate: Page['evaluate'] = async (run, given) => {
    const { result, exceptionDetails } = await ask<{ result: { value: never }; exceptionDetails?: { text: string } }>(
      'Runtime.evaluate',
      { expression: `(${run})(${JSON.stringify(given)})`, awaitPromise: true, returnByValue: true },
    )
    if (exceptionDetails) throw new Error(exceptionDetails.text)
    return result.value
  }
  return {
    ask,
    first: (run) => ask('Page.addScriptToEvaluateOnNewDocument', { source: `(${run})()` }),
    go: (url) => ask('Page.navigate', { url }),
    evaluate,
    until: async (run) => {
      for (const end = Date.now() + 30_000; Date.now() < end; ) {
        if (await evaluate(run, null).catch(() => false)) return
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
      throw new Error(`It did not come about in the page: ${run}`)
    },
    counters: async () => {
      const { metrics } = await ask<{ metrics: { name: string; value: number }[] }>('Performance.getMetrics')
      return new Map(metrics.map(({ name, value }) => [name, value]))
    },
    close: async () => {
      await session.send('Target.closeTarget', { targetId })
      await session.detach()
    },
  }
}
