/**
 * Where to go after signing in: the `next` of the address, when it is a page of this console. Anything else, such as
 * `//elsewhere.example` or `javascript:…`, leads home, so that a link to the sign-in page cannot carry a person off.
 */
export function pageAfter(next: string | null | undefined, origin: string = location.origin): string {
  if (!next?.startsWith('/')) return home
  const url = URL.canParse(next, origin) ? new URL(next, origin) : null
  if (url?.origin !== origin) return home
  const path = `${url.pathname}${url.search}${url.hash}`
  return path.startsWith('//') || notAPage.test(url.pathname) ? home : path
}

const home = '/'

/** Back to the door would be a circle, and the API is no page. */
const notAPage = /^\/(sign-in|api)(\/|$)/
