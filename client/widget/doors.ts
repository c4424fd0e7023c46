import { type Accessor, createSignal } from 'solid-js'
import type { Kept } from './kept.ts'
import { createMedia } from './media.ts'

export interface Doors {
  isOpen: Accessor<boolean>
  /** The panel covers the page: a phone, or a window as low as one on its side. */
  covers: Accessor<boolean>
  /** Whether somebody opened it: then the focus goes in. */
  wasAsked(): boolean
  open(): void
  close(): void
}

/** Whether the panel is open; kept from page to page. A panel that covers the page opens only when somebody asks. */
export function createDoors(kept: Kept, openAtFirst: boolean): Doors {
  const covers = createMedia('(max-width: 480px), (max-height: 480px)')
  const [isOpen, setOpen] = createSignal(!covers() && (kept.isOpen() ?? openAtFirst))
  let asked = false
  const set = (open: boolean) => {
    asked = true
    setOpen(open)
    kept.keepOpen(open)
  }
  return { isOpen, covers, wasAsked: () => asked, open: () => set(true), close: () => set(false) }
}
