import { type Accessor, createComputed, on } from 'solid-js'
import { createStore } from 'solid-js/store'

/**
 * A form between what it started from and what the server has now. Fields that were not touched follow the server; a
 * field that was changed here and there is a conflict, until the person has said whose value holds.
 */
export interface Draft<T extends object> {
  values: T
  set: <K extends keyof T>(field: K, value: T[K]) => void
  /** Only what differs from the server, for a PATCH: two people who change different fields both keep their change. */
  changes: () => Partial<T>
  changed: () => boolean
  /** The fields that somebody else changed as well, and to something else. */
  conflicts: () => (keyof T)[]
  theirs: <K extends keyof T>(field: K) => T[K]
  keepMine: (field: keyof T) => void
  takeTheirs: (field: keyof T) => void
  discard: () => void
}

/** @param saved what the server has; the draft follows it */
export function createDraft<T extends object>(saved: Accessor<T>): Draft<T> {
  const first = saved()
  const fields = Object.keys(first) as (keyof T)[]
  const [base, setBase] = createStore<T>({ ...first })
  const [values, setValues] = createStore<T>({ ...first })
  // Stores are typed for literal paths; one flat record of primitives needs no more than this.
  const put = (store: typeof setBase, field: keyof T, value: T[keyof T]) => store({ [field]: value } as unknown as T)

  createComputed(
    on(saved, (now) => {
      for (const field of fields) {
        const untouched = values[field] === base[field]
        if (untouched) put(setValues, field, now[field])
        if (untouched || values[field] === now[field]) put(setBase, field, now[field])
      }
    }),
  )

  const conflicts = () => fields.filter((field) => saved()[field] !== base[field] && saved()[field] !== values[field])
  const differing = () => fields.filter((field) => values[field] !== saved()[field])
  const settle = (field: keyof T) => put(setBase, field, saved()[field])
  return {
    values,
    set: (field, value) => put(setValues, field, value),
    changes: () => Object.fromEntries(differing().map((field) => [field, values[field]])) as Partial<T>,
    changed: () => differing().length > 0,
    conflicts,
    theirs: (field) => saved()[field],
    keepMine: settle,
    takeTheirs: (field) => {
      put(setValues, field, saved()[field])
      settle(field)
    },
    discard: () => {
      for (const field of fields) {
        put(setValues, field, saved()[field])
        settle(field)
      }
    },
  }
}
