import type { LineHandlers, Transport } from '../../../client/console/live/line.ts'
import type { Frame } from '../../../domain/wire.ts'

/** A line that a test holds in its hand: it opens, speaks and falls when the test says so. */
export function fakeTransport(over: Partial<Transport> = {}) {
  const lines: { after: string; handlers: LineHandlers; closed: boolean }[] = []
  const transport: Transport = {
    quiet: 8_000,
    patience: 5_000,
    open: (after, handlers) => {
      const line = { after, handlers, closed: false }
      lines.push(line)
      return () => {
        line.closed = true
      }
    },
    ...over,
  }
  const last = () => {
    const line = lines.at(-1)
    if (!line) throw new Error('nothing was opened yet')
    return line
  }
  return {
    transport,
    lines,
    /** The cursor that the present line was opened after. */
    after: () => last().after,
    opens: () => last().handlers.opened(),
    says: (frame: Frame) => last().handlers.frame(frame),
    falls: () => last().handlers.lost(),
    /** So many lines are open at this moment. */
    open: () => lines.filter(({ closed }) => !closed).length,
  }
}

export const heartbeat = (cursor = '1.1', at = '2026-11-22T14:00:00.000Z', database: 'up' | 'down' = 'up'): Frame => ({
  event: 'heartbeat',
  data: { cursor, at, database },
})
