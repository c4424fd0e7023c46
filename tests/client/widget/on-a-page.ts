import { fireEvent, within } from '@solidjs/testing-library'
import { type Edges, oneTabLock } from '../../../client/widget/edges.ts'
import { createIds } from '../../../client/widget/ids.ts'
import { mount } from '../../../client/widget/mount.tsx'
import type { MountOptions } from '../../../client/widget/options.ts'
import { type FakeBaton, SERVICE } from './fake-baton.ts'

/** The browser's edges with the fake Baton behind `fetch`; waits are a hundredth of their length. */
export function edgesTo(baton: FakeBaton, lock: Edges['lock'] = oneTabLock()): Edges {
  return {
    fetch: baton.fetch,
    now: () => Date.now(),
    random: () => 0.01,
    newId: createIds(Date.now),
    storage: () => window.localStorage,
    lock,
    online: () => navigator.onLine,
  }
}

/** A widget on this page. `close` is what leaving the page does: everything in memory is gone, the storage stays. */
export function onAPage(baton: FakeBaton, options: Partial<MountOptions> = {}) {
  const edges = edgesTo(baton)
  const widget = mount({ service: SERVICE, open: true, ...options }, 'https://baton.example', edges)
  const host = document.querySelector('[data-baton-widget]') as HTMLElement
  const root = host.shadowRoot?.querySelector('.baton') as HTMLElement
  const screen = within(root)
  return {
    widget,
    root,
    screen,
    field: () => screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Your message' }),
    type(text: string) {
      fireEvent.input(screen.getByRole('textbox', { name: 'Your message' }), { target: { value: text } })
    },
    write(text: string) {
      this.type(text)
      fireEvent.click(screen.getByRole('button', { name: 'Send' }))
    },
    log: () => screen.getByRole('log', { name: 'Conversation' }),
    /** What the customer wrote, as the window shows it, from top to bottom. */
    own: () => [...root.querySelectorAll('.c.customer > p')].map((element) => element.textContent),
    close: () => widget.unmount(),
  }
}

export type Page = ReturnType<typeof onAPage>
