import { type Accessor, createSignal } from 'solid-js'
import { z } from 'zod'
import { everything, flaggedOptions, type Wanted, whoseOptions } from './filters.ts'

/** Filters that a person has given a name, in this browser (F8). */
export interface SavedFilter {
  name: string
  wanted: Wanted
}

export interface SavedFilters {
  all: Accessor<readonly SavedFilter[]>
  /** One of the same name is replaced. The answer is a sentence when it cannot be kept, else null. */
  save: (name: string, wanted: Wanted) => string | null
  remove: (name: string) => void
}

const MOST = 20
export const NAME_LIMIT = 40

const Kept = z.array(
  z.object({
    name: z.string().min(1).max(NAME_LIMIT),
    wanted: z.object({
      whose: z.enum(whoseOptions),
      service: z.string().nullable(),
      flagged: z.enum(flaggedOptions),
      query: z.string(),
    }),
  }),
)

/** @param person whose they are: at one browser several people may sign in */
export function createSavedFilters(storage: Pick<Storage, 'getItem' | 'setItem'>, person: string): SavedFilters {
  const key = `baton.filters.${person}`
  const [all, set] = createSignal<readonly SavedFilter[]>(read(storage.getItem(key)))
  const keep = (filters: readonly SavedFilter[]): string | null => {
    try {
      storage.setItem(key, JSON.stringify(filters))
    } catch {
      return 'This browser keeps nothing more.'
    }
    set(filters)
    return null
  }
  return {
    all,
    save: (name, wanted) => {
      const trimmed = name.trim()
      if (trimmed === '') return 'Give it a name.'
      const others = all().filter((one) => one.name !== trimmed)
      if (others.length >= MOST) return `There are ${MOST} already. Remove one first.`
      return keep([...others, { name: trimmed.slice(0, NAME_LIMIT), wanted: { ...everything, ...wanted } }])
    },
    remove: (name) => void keep(all().filter((one) => one.name !== name)),
  }
}

function read(text: string | null): readonly SavedFilter[] {
  if (text === null) return []
  try {
    return Kept.catch([]).parse(JSON.parse(text))
  } catch {
    return []
  }
}
