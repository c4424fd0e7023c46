import { z } from 'zod'
import { no } from './problem.ts'

/** The time in a place, as the log writes it. Years begin with 1: zod counts a year 0, PostgreSQL has none and fails on it. */
export const timeOf = z.iso.datetime({ precision: 3 }).refine((time) => !time.startsWith('0000'))

/** Cursors of a list: the place of its last item, opaque to callers. */
export const cursors = <S extends z.ZodType>(place: S) => ({
  format: (item: z.input<S>): string => Buffer.from(JSON.stringify(place.parse(item))).toString('base64url'),
  /** @throws Refused for what is none */
  parse(cursor: string): z.output<S> {
    try {
      return place.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()))
    } catch {
      throw no('cursor_invalid')
    }
  },
})
