import { vi } from 'vitest'

/** What jsdom lacks and the console’s screens ask the browser for. */
export function stubBrowser(): void {
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe() {}
      unobserve() {}
      disconnect() {}
    },
  )
  vi.stubGlobal('scrollTo', () => {})
  Element.prototype.scrollTo ??= () => {}
}
