import { type Accessor, createEffect, createSignal, onCleanup } from 'solid-js'

/** What the browser's tab is to say. */
export interface TabMark {
  /** The page's title. */
  title: Accessor<string>
  /** How many conversations need attention; 0 while that is not known. */
  count: Accessor<number>
  /** Calls back with what came to the person who is here, as a notification would tell it (F6); returns how to stop. */
  onNews: (told: () => void) => () => void
}

/** `--attn-solid` of tokens.css, which a picture outside the page cannot read. */
const DOT = "%3Ccircle cx='25' cy='7' r='6.5' fill='%23c92216' stroke='%23fff' stroke-width='1.5'/%3E"

/**
 * F7: the title counts what needs attention, and the icon has a red dot while another tab is in front and somebody needs
 * attention or something came to the person meanwhile. Of now a tab that does not know says nothing (B2); what came, came.
 */
export function markTab({ title, count, onNews }: TabMark): void {
  const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]')
  const plain = icon?.href ?? ''
  const [hidden, setHidden] = createSignal(document.hidden)
  const [missed, setMissed] = createSignal(false)
  const look = () => {
    setHidden(document.hidden)
    if (!document.hidden) setMissed(false)
  }
  const stopHearing = onNews(() => document.hidden && setMissed(true))
  document.addEventListener('visibilitychange', look)
  createEffect(() => {
    document.title = `${count() > 0 ? `(${count()}) ` : ''}${title()} · Baton`
  })
  createEffect(() => {
    const href = hidden() && (count() > 0 || missed()) ? plain.replace('%3C/svg%3E', `${DOT}%3C/svg%3E`) : plain
    if (icon && icon.href !== href) icon.href = href
  })
  onCleanup(() => {
    stopHearing()
    document.removeEventListener('visibilitychange', look)
    if (icon) icon.href = plain
  })
}
