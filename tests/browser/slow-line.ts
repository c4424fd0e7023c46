import type { Seat } from './stage.ts'

/** A page whose stream can be held up: what the server says waits, what the person does goes through. */
export interface SlowLine {
  hold(): void
  letGo(): void
}

/** Puts a seat's stream under control, and loads its page anew with it. A line that is silent for eight seconds is cut. */
export async function slowLine({ page }: Seat): Promise<SlowLine> {
  let held: (() => void)[] | null = null
  await page.routeWebSocket(/\/api\/v1\/socket/, (toPage) => {
    toPage.connectToServer().onMessage((frame) => {
      if (held) held.push(() => toPage.send(frame))
      else toPage.send(frame)
    })
  })
  await page.reload()
  await page.locator('.conn.connected').waitFor()
  return {
    hold: () => {
      held = []
    },
    letGo: () => {
      const frames = held ?? []
      held = null
      for (const send of frames) send()
    },
  }
}
