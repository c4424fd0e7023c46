import type { Page } from 'playwright-core'
import { ELSEWHERE } from './payloads/index.ts'

/** Which of the words stand on a page, and what has no business there. */
export interface Seen {
  found: Set<string>
  strange: string[]
}

/**
 * Reads a page with its shadow roots: texts, what stands in fields, and titles; what toasts said too.
 * @param gists what is looked for: words without any space
 * @param patience for how many milliseconds it looks again while some of them are not there
 */
export async function look(page: Page, gists: readonly string[] = [], patience = 0): Promise<Seen> {
  const seen = await page.evaluate(read, { elsewhere: ELSEWHERE, gists, patience })
  return { found: new Set(seen.found), strange: seen.strange }
}

/**
 * In the page: asked from outside for each look, most of the time went by in asking. The words are looked for again and
 * again, which is cheap; what has no business there is looked for in every element once they are all there.
 */
async function read({ elsewhere, gists, patience }: { elsewhere: string; gists: readonly string[]; patience: number }) {
  const until = performance.now() + patience
  const forbidden =
    'iframe, frame, frameset, object, embed, applet, base, portal, math, marquee, foreignObject, animate, set, feImage, [srcdoc], meta[http-equiv="refresh" i]'
  const found = new Set<string>()
  for (;;) {
    const words = roots(document).flatMap(wordsOf)
    words.push(...((window as unknown as { told?: string[] }).told ?? []))
    const bare = words.join('\u0001').replace(/\s/g, '')
    for (const gist of gists) if (bare.includes(gist)) found.add(gist)
    if (gists.every((gist) => found.has(gist)) || performance.now() > until) break
    await change()
  }
  const strange = new Set<string>()
  for (const root of roots(document))
    for (const element of root.querySelectorAll('*')) {
      const wrong = wrongOf(element)
      if (wrong) strange.add(`${wrong}: ${element.outerHTML.slice(0, 160)}`)
    }
  return { found: [...found], strange: [...strange].slice(0, 10) }

  /** Something on the page changed, and what came with it too; what is typed changes nothing, so not for long. */
  async function change(): Promise<void> {
    const every = { subtree: true, childList: true, characterData: true, attributes: true }
    const { promise, resolve } = Promise.withResolvers<void>()
    const observer = new MutationObserver(() => resolve())
    for (const root of roots(document)) observer.observe(root, every)
    setTimeout(resolve, 200)
    await promise
    observer.disconnect()
    await new Promise((next) => setTimeout(next, 10))
  }

  /** The document, or a shadow, with the shadows in it. */
  function roots(root: Document | ShadowRoot): (Document | ShadowRoot)[] {
    const inside = [...root.querySelectorAll('*')].flatMap(({ shadowRoot }) => (shadowRoot ? roots(shadowRoot) : []))
    return [root, ...inside]
  }

  function wordsOf(root: Document | ShadowRoot): string[] {
    const words = [
      root instanceof Document ? `${root.title}\u0001${root.body?.textContent ?? ''}` : (root.textContent ?? ''),
    ]
    for (const element of root.querySelectorAll('input, textarea, [title], [aria-label], [placeholder], [alt]')) {
      if (element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement) words.push(element.value)
      for (const name of ['title', 'aria-label', 'placeholder', 'alt']) words.push(element.getAttribute(name) ?? '')
    }
    return words
  }

  function wrongOf(element: Element): string | null {
    if (element.matches(forbidden)) return 'an element that no page here has'
    for (const { name, value } of element.attributes) {
      if (/^on/i.test(name)) return `an attribute that runs (${name})`
      if (/^(href|xlink:href|src|action|formaction|data|poster|background|ping|cite)$/i.test(name)) {
        if (/^[\s\u0000-\u001f]*(javascript|vbscript|data:text|data:image\/svg)/i.test(value) && !isIcon(element))
          return `an address that runs (${name})`
        if (leadsElsewhere(value) && !isFencedLink(element)) return `an address elsewhere (${name})`
      }
      if (/^(style|srcset)$/i.test(name) && value.includes(elsewhere)) return `an address elsewhere (${name})`
    }
    if (element.localName === 'style' && element.textContent?.includes(elsewhere)) return 'a style from outside'
    if (element.localName === 'script' && !element.getAttribute('src')) return 'a script in the page'
    return null
  }

  function leadsElsewhere(value: string): boolean {
    return URL.canParse(value, document.baseURI) && new URL(value, document.baseURI).host.includes(elsewhere)
  }

  /** The link that the widget makes of a web address: it leads there only when somebody goes, and tells nothing. */
  function isFencedLink(element: Element): boolean {
    const link = element instanceof HTMLAnchorElement ? element : null
    return link !== null && /^https?:$/.test(link.protocol) && /noopener/.test(link.rel)
  }

  function isIcon(element: Element): boolean {
    return element.localName === 'link' && element.getAttribute('rel') === 'icon'
  }
}

/** As much of a text as every view shows of it, without any space. */
export const gist = (text: string): string => [...text.replace(/\s/g, '')].slice(0, 24).join('')
