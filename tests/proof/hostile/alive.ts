import type { Page } from 'playwright-core'
import { ELSEWHERE, type Payload } from './payloads/index.ts'
import type { Watched } from './watched-browser.ts'

/**
 * Shows that the list bites and that the watch sees it: each payload is put, as it is, where a careless page would put it
 * (markup, attributes, a script's string, a link that is followed), on a site without any policy.
 * @returns the numbers of those that ran or asked elsewhere
 */
export async function bites({ context, watch }: Watched, site: string, list: readonly Payload[]): Promise<Set<number>> {
  for (let from = 0; from < list.length; from += BATCH) {
    const page = await context.newPage()
    await page.goto(site).catch(() => {})
    await tempt(page, list.slice(from, from + BATCH)).catch(() => {})
    await page.close().catch(() => {})
  }
  const asked = [...watch.asked].flatMap(
    (url) => new RegExp(`${ELSEWHERE.replace('.', '\\.')}/(\\d+)`).exec(url)?.[1] ?? [],
  )
  return new Set(
    [...watch.ran.keys(), ...asked.map(Number)].filter((number) => list.some((one) => one.number === number)),
  )
}

const BATCH = 24

async function tempt(page: Page, list: readonly Payload[]): Promise<void> {
  await page.evaluate(
    async (texts) => {
      const around = [
        (text: string) => text,
        (text: string) => `<input value="${text}">`,
        (text: string) => `<input value='${text}'>`,
        (text: string) => `<textarea>${text}</textarea>`,
        (text: string) => `<script>var said = "${text}"</script>`,
        (text: string) => `<script>var said = '${text}'</script>`,
        (text: string) => `<p style="color:${text}">x</p>`,
        (text: string) => `<a href="${text}">x</a>`,
      ]
      const frames = texts.flatMap((text) =>
        around.map((put) => {
          const frame = document.createElement('iframe')
          document.body.append(frame)
          const inside = frame.contentDocument
          inside?.open()
          inside?.write(put(text))
          inside?.close()
          return frame
        }),
      )
      await new Promise((resolve) => setTimeout(resolve, 400))
      for (const { contentDocument } of frames) {
        for (const element of contentDocument?.querySelectorAll('*') ?? [])
          for (const type of ['mouseover', 'pointerenter', 'focus', 'click', 'toggle', 'submit'])
            element.dispatchEvent(
              new MouseEvent(type, {
                bubbles: true,
                cancelable: type === 'click' && !/javascript/i.test(element.outerHTML),
              }),
            )
      }
      await new Promise((resolve) => setTimeout(resolve, 300))
    },
    list.map(({ text }) => text),
  )
}
