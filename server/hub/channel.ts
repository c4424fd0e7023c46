import { type Packed, packAll } from './frames.ts'
import { type Reader, send } from './reader.ts'

/** Readers who hear the same. What is said to them is gathered, put together once, and the same bytes go to each. */
export interface Channel {
  readonly readers: ReadonlySet<Reader>
  /** Gathers a frame for the next flush. */
  say(frame: Packed): void
  /** Sends what was gathered. */
  flush(): void
  /** From here on the reader hears what is said; what was gathered before is not for it. */
  add(reader: Reader): void
  remove(reader: Reader): void
}

/** @param onWaiting called when there is something to flush for the first time since the last flush */
export function createChannel(onWaiting: (channel: Channel) => void): Channel {
  const readers = new Set<Reader>()
  // Who came while something waited, and how much did.
  const newcomers = new Map<Reader, number>()
  let waiting: Packed[] = []

  const channel: Channel = {
    readers,
    say(frame) {
      waiting.push(frame)
      if (waiting.length === 1) onWaiting(channel)
    },
    flush() {
      const frames = waiting
      if (frames.length === 0) return
      waiting = []
      const first = frames.find(({ number }) => number !== null)?.number ?? null
      const last = frames.findLast(({ number }) => number !== null)?.number ?? null
      const all = packAll(frames)
      for (const reader of readers) {
        const from = newcomers.get(reader) ?? 0
        if (from === 0 && (first === null || reader.sent < first)) send(reader, all)
        else sendRest(reader, frames.slice(from))
        if (last !== null && last > reader.sent) reader.sent = last
      }
      newcomers.clear()
    },
    add(reader) {
      // Not flushed for their sake: of a thousand who come at once each would make the others' bytes go out by the piece.
      if (waiting.length > 0) newcomers.set(reader, waiting.length)
      readers.add(reader)
    },
    remove(reader) {
      readers.delete(reader)
      newcomers.delete(reader)
    },
  }
  return channel
}

/** To a reader that came by the log, which is ahead of this node, or just now: what it has is not sent again (L5). */
function sendRest(reader: Reader, frames: readonly Packed[]): void {
  const rest = frames.filter(({ number }) => number === null || number > reader.sent)
  if (rest.length > 0) send(reader, packAll(rest))
}
