import { createSignal } from 'solid-js'

/** The columns of the list, in order; the customer always stands there. */
export const columns = [
  { key: 'started', name: 'Started' },
  { key: 'customer', name: 'Customer' },
  { key: 'agent', name: 'Agent' },
  { key: 'service', name: 'Service' },
  { key: 'channel', name: 'Channel' },
  { key: 'status', name: 'Status' },
  { key: 'control', name: 'Control' },
  { key: 'length', name: 'Length' },
  { key: 'messages', name: 'Msgs' },
  { key: 'responsible', name: 'Responsible' },
] as const
export type ColumnKey = (typeof columns)[number]['key']

const KEPT = 'baton.sessions.columns'
const standard: readonly ColumnKey[] = columns.map(({ key }) => key).filter((key) => key !== 'service')

/** Which columns this browser shows. */
export function createColumns(storage: Pick<Storage, 'getItem' | 'setItem'>) {
  const [shown, setShown] = createSignal<readonly ColumnKey[]>(read(storage))
  return {
    shown: (key: ColumnKey) => key === 'customer' || shown().includes(key),
    list: shown,
    set: (keys: readonly string[]) => {
      const known = columns.map(({ key }) => key).filter((key) => keys.includes(key))
      setShown(known)
      // Where nothing may be kept, it holds for as long as the page is open.
      try {
        storage.setItem(KEPT, JSON.stringify(known))
      } catch {}
    },
  }
}
export type Columns = ReturnType<typeof createColumns>

function read(storage: Pick<Storage, 'getItem'>): readonly ColumnKey[] {
  try {
    const kept: unknown = JSON.parse(storage.getItem(KEPT) ?? 'null')
    return Array.isArray(kept) ? columns.map(({ key }) => key).filter((key) => kept.includes(key)) : standard
  } catch {
    return standard
  }
}
