import { createContext, useContext } from 'solid-js'
import type { Chat } from './chat.ts'
import type { Doors } from './doors.ts'
import type { MountOptions } from './options.ts'

export interface WidgetValue {
  chat: Chat
  doors: Doors
  options: MountOptions
}

export const WidgetContext = createContext<WidgetValue>()

/** The one widget that these components are parts of. */
export function useWidget(): WidgetValue {
  const value = useContext(WidgetContext)
  if (!value) throw new Error('useWidget is for what stands inside a widget')
  return value
}
