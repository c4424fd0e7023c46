// What every event of a stream bench carries in its text: its number and when it was given to the server. A reader finds
// it in the bytes as they come, whatever the protocol around them is.

/** `#@`, nine digits of the number, fifteen of the microseconds. */
export const MARK = Buffer.from('#@')
export const MARK_LENGTH = 2 + 9 + 15

// The greatest of many: between the two clocks the process may have been made to wait.
const offset = Math.max(
  ...Array.from({ length: 50 }, () => Number(process.hrtime.bigint()) / 1_000 - performance.now() * 1_000),
)

/** Microseconds of the machine's monotonic clock, which is the same for all processes. */
export const micros = (): number => performance.now() * 1_000 + offset

export const marker = (seq: number, at: number): string =>
  `#@${String(seq).padStart(9, '0')}${String(Math.floor(at)).padStart(15, '0')}`

export const seqAt = (data: Buffer, at: number): number => digits(data, at + 2, 9)
export const sentAt = (data: Buffer, at: number): number => digits(data, at + 11, 15)

function digits(data: Buffer, from: number, count: number): number {
  let value = 0
  for (let i = from; i < from + count; i++) value = value * 10 + ((data[i] as number) - 48)
  return value
}
