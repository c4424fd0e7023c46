/** What one dashboard keeps of the frames of its WebSocket: their numbers, and what was wrong with them. */
export interface Numbers {
  /** A new connection: what was half heard on the last one is heard again. */
  begin(): void
  /** Bytes as the network cuts them. @returns whether a whole frame was among them, and whether a heartbeat was */
  take(piece: Buffer): { any: boolean; heartbeat: boolean }
  cursor(): string
  /** The number in the cursor. */
  last(): number
  count(): number
  resets(): number
  /** A sentence for each frame that was not the next one; of many alike the first ones. */
  wrong(): string[]
}

const NOTHING = Buffer.alloc(0)
const TEXT = 0x81
const NUMBERED = Buffer.from('{"id":"')
const HEARTBEAT = Buffer.from('{"event":"heartbeat"')
const RESET = Buffer.from('{"event":"reset"')
const KEPT = 20

/**
 * Reads WebSocket frames from a server (RFC 6455, 5.2) no further than to their number. Events of somebody who sees
 * everything are numbered without holes (L5), so each must be the one after the last.
 * @param after the cursor from which it reads on
 */
export function createReading(after: string): Numbers {
  const [generation = '', number = ''] = after.split('.')
  let cursor = after
  let last = Number(number)
  let rest = NOTHING
  let count = 0
  let resets = 0
  const wrong: string[] = []

  function look(text: Buffer): boolean {
    if (text.subarray(0, HEARTBEAT.length).equals(HEARTBEAT)) return true
    if (text.subarray(0, RESET.length).equals(RESET)) resets++
    if (!text.subarray(0, NUMBERED.length).equals(NUMBERED)) return false
    const id = text.subarray(NUMBERED.length, text.indexOf('"', NUMBERED.length)).toString('latin1')
    const [age, seq] = id.split('.')
    count++
    const at = Number(seq)
    if (wrong.length < KEPT && (age !== generation || at !== last + 1)) wrong.push(`${id} after ${cursor}`)
    if (at > last) {
      last = at
      cursor = id
    }
    return false
  }

  return {
    begin: () => void (rest = NOTHING),
    take(piece) {
      const data = rest.length > 0 ? Buffer.concat([rest, piece]) : piece
      let at = 0
      let any = false
      let heartbeat = false
      for (;;) {
        const frame = frameAt(data, at)
        if (!frame || frame.end > data.length) break
        any = true
        if (data[at] === TEXT && look(data.subarray(frame.text, frame.end))) heartbeat = true
        at = frame.end
      }
      rest = at === data.length ? NOTHING : Buffer.from(data.subarray(at))
      return { any, heartbeat }
    },
    cursor: () => cursor,
    last: () => last,
    count: () => count,
    resets: () => resets,
    wrong: () => wrong,
  }
}

/** Where the text of a frame begins and where it ends; null while its head is not whole. */
function frameAt(data: Buffer, at: number): { text: number; end: number } | null {
  if (data.length < at + 2) return null
  const short = data.readUInt8(at + 1) & 0x7f
  if (short < 126) return { text: at + 2, end: at + 2 + short }
  const head = short === 126 ? 4 : 10
  if (data.length < at + head) return null
  const length = short === 126 ? data.readUInt16BE(at + 2) : Number(data.readBigUInt64BE(at + 2))
  return { text: at + head, end: at + head + length }
}
