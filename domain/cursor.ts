/**
 * A place in a stream. Opaque to callers; generation and number to us. The generation changes when the log is another
 * one (a restored database, an erasure): a reader with an old one gets `reset` (L5).
 * A customer's cursor counts the public events of its own conversation and starts with `c`.
 */
export interface Cursor {
  generation: number
  seq: number
}

export const formatCursor = ({ generation, seq }: Cursor): string => `${generation}.${seq}`
export const formatCustomerCursor = (generation: number, count: number): string => `c${generation}.${count}`

const parse = (text: string, pattern: RegExp): Cursor | null => {
  const found = pattern.exec(text)
  return found ? { generation: Number(found[1]), seq: Number(found[2]) } : null
}

/** Null for what is no cursor. */
export const parseCursor = (text: string): Cursor | null => parse(text, /^(\d{1,9})\.(\d{1,15})$/)
export const parseCustomerCursor = (text: string): Cursor | null => parse(text, /^c(\d{1,9})\.(\d{1,15})$/)
