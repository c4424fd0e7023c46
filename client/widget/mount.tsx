import { onCleanup } from 'solid-js'
import { render } from 'solid-js/web'
import { createChat } from './chat.ts'
import { WidgetContext } from './context.ts'
import { createDoors, type Doors } from './doors.ts'
import { browserEdges, type Edges } from './edges.ts'
import { createIds } from './ids.ts'
import { brandOf, type MountOptions } from './options.ts'
import css from './widget.css?inline'
import { Widget } from './widget.tsx'

/** What the page’s own script may do with the widget. */
export interface Mounted {
  open(): void
  close(): void
  toggle(): void
  /** Takes the widget off the page; what was not sent yet stays kept. */
  unmount(): void
}

const mounted = new Map<string, Mounted>()

/**
 * Puts a widget on the page, in a shadow root that the page's styles do not reach and whose styles do not reach the
 * page. Once for each service: asked again, it gives the one that is there.
 */
export function mount(options: MountOptions, home: string, edges: Edges = browserEdges(createIds(Date.now))): Mounted {
  const there = mounted.get(options.service)
  if (there) return there
  const { host, root } = makeHost(options)
  document.body.append(host)
  let doors!: Doors
  const dispose = render(() => {
    const base = (options.url ?? home).replace(/\/+$/, '')
    const chat = createChat({ base, serviceId: options.service, visitor: options.customer }, edges)
    onCleanup(chat.stop)
    doors = createDoors(chat.kept, options.open ?? false)
    return (
      <WidgetContext.Provider value={{ chat, doors, options }}>
        <Widget />
      </WidgetContext.Provider>
    )
  }, root)
  const handle: Mounted = {
    open: doors.open,
    close: doors.close,
    toggle: () => (doors.isOpen() ? doors.close() : doors.open()),
    unmount() {
      mounted.delete(options.service)
      dispose()
      host.remove()
    },
  }
  mounted.set(options.service, handle)
  return handle
}

function makeHost(options: MountOptions): { host: HTMLElement; root: HTMLElement } {
  const host = document.createElement('div')
  host.setAttribute('data-baton-widget', '')
  // Inline and important: a page that styles every div, even importantly, does not move it.
  const own = { all: 'initial', position: 'fixed', inset: 'auto 0 0 auto', 'z-index': '2147483647' }
  for (const [name, value] of Object.entries(own)) host.style.setProperty(name, value, 'important')
  const shadow = host.attachShadow({ mode: 'open' })
  adopt(shadow)
  const root = document.createElement('div')
  root.className = 'baton'
  root.lang = 'en'
  // `all: initial` leaves the direction to the page.
  root.dir = 'ltr'
  if (options.theme) root.dataset.theme = options.theme
  const brand = brandOf(options.color)
  if (brand) {
    root.style.setProperty('--brand', brand.color)
    root.style.setProperty('--on-brand', brand.on)
  }
  // Keys pressed here are not the page's shortcuts.
  for (const type of ['keydown', 'keyup', 'keypress']) root.addEventListener(type, (event) => event.stopPropagation())
  shadow.append(root)
  return { host, root }
}

/** A made style sheet passes a page's content security policy, which an inline `<style>` may not. */
function adopt(shadow: ShadowRoot): void {
  if ('adoptedStyleSheets' in shadow && 'replaceSync' in CSSStyleSheet.prototype) {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(css)
    shadow.adoptedStyleSheets = [sheet]
    return
  }
  const style = document.createElement('style')
  style.textContent = css
  shadow.append(style)
}
