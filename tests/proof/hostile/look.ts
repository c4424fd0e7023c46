import type { Page } from 'playwright-core'
import { ELSEWHERE } from './payloads/index.ts'

/** What stands on a page: all of its words without any space, and what has no business there. */
export interface Seen {
  words: string
  strange: string[]
}

/** Reads a page with its shadow roots: texts, what stands in fields, and titles; what toasts said too. */
export async function look(page: Page): Promise<Seen> {
  return page.evaluate((elsewhere) => {
    const words: string[] = []
    const strange: string[] = []
    const forbidden =
      'iframe, frame, frameset, object, embed, applet, base, portal, math, marquee, foreignObject, animate, set, feImage, [srcdoc], meta[http-equiv="refresh" i]'
    read(document)
    words.push(...((window as unknown as { told?: string[] }).told ?? []))
    return { words: words.join('\u0001').replace(/\s/g, ''), strange: [...new Set(strange)].slice(0, 10) }

    function read(root: Document | ShadowRoot): void {
      words.push(
        root instanceof Document ? `${root.title}\u0001${root.body?.textContent ?? ''}` : (root.textContent ?? ''),
      )
      for (const element of root.querySelectorAll('*')) {
        if (element.shadowRoot) read(element.shadowRoot)
        if (element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement) words.push(element.value)
        for (const name of ['title', 'aria-label', 'placeholder', 'alt']) words.push(element.getAttribute(name) ?? '')
        const wrong = wrongOf(element)
        if (wrong) strange.push(`${wrong}: ${element.outerHTML.slice(0, 160)}`)
      }
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
  }, ELSEWHERE)
}

/** As much of a text as every view shows of it, without any space. */
export const gist = (text: string): string => [...text.replace(/\s/g, '')].slice(0, 24).join('')
