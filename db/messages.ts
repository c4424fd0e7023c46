/** The letters that PostgreSQL's messages begin with, those of them that are looked at. */
const letters = { query: 'Q', sync: 'S', flush: 'H', ready: 'Z', row: 'D', complete: 'C', suspended: 's', empty: 'I' }
export const message = Object.fromEntries(
  Object.entries(letters).map(([name, letter]) => [name, letter.charCodeAt(0)]),
) as Record<keyof typeof letters, number>

/**
 * Reads messages out of pieces that may end anywhere: a letter, a length that counts itself, a body.
 * @param each told of each message when it is whole, and where in the piece it ends
 */
export function messages(each: (type: number, end: number) => void): (piece: Uint8Array) => void {
  let head: number[] = []
  let type = 0
  let rest = 0
  return (piece) => {
    for (let i = 0; i < piece.length; ) {
      if (rest > 0) {
        const step = Math.min(rest, piece.length - i)
        rest -= step
        i += step
      } else {
        head.push(piece[i++] ?? 0)
        if (head.length < 5) continue
        const [letter = 0, a = 0, b = 0, c = 0, d = 0] = head
        type = letter
        rest = ((a << 24) | (b << 16) | (c << 8) | d) - 4
        head = []
      }
      if (rest === 0 && head.length === 0) each(type, i)
    }
  }
}

/** CommandComplete of nothing. */
const END = Buffer.from('C\0\0\0\rSELECT 0\0', 'latin1')

/**
 * postgres.js counts the rows of an answer, and begins anew at the end of the answer alone: after one that was cut off, by the
 * end of the connection or by an error, the next answer would begin with as many holes. So it is given whole messages, and
 * an end of every answer.
 * @param give what it is given
 * @param onMessage told of each message as it comes
 */
export function wholeAnswers(give: (piece: Uint8Array) => void, onMessage: (type: number) => void) {
  const { row, complete, suspended, empty, ready } = message
  /** What came of a message that is not whole yet. */
  let begun: Uint8Array[] = []
  let amid = false
  let piece: Uint8Array = END
  let given = 0
  let start = 0

  function giveUntil(end: number): void {
    if (end === given) return
    const before = begun
    begun = []
    for (const part of before) give(part)
    give(piece.subarray(given, end))
    given = end
  }

  const read = messages((type, end) => {
    if (type === ready && amid) {
      giveUntil(start)
      give(END)
    }
    if (type === row) amid = true
    else if (type === complete || type === suspended || type === empty || type === ready) amid = false
    start = end
    onMessage(type)
  })

  return {
    take(next: Uint8Array): void {
      piece = next
      given = start = 0
      read(piece)
      giveUntil(start)
      if (start < piece.length) begun.push(piece.subarray(start))
    },
    /** The connection ended. */
    cut(): void {
      begun = []
      if (amid) give(END)
      amid = false
    },
  }
}
