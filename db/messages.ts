/** The letters that PostgreSQL's messages begin with, those of them that are looked at. */
const letters = {
  query: 'Q',
  sync: 'S',
  flush: 'H',
  ready: 'Z',
  row: 'D',
  complete: 'C',
  suspended: 's',
  empty: 'I',
  error: 'E',
  description: 'T',
  noData: 'n',
}
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
 * postgres.js counts the rows of an answer, and keeps its error, until the answer ends: after one that was cut off the next would
 * begin with as many holes, or be refused for what happened to the one before. So it is given whole messages, an end of every answer,
 * and an error when the answer ends with it. (Not for cursors, which say something themselves at such an end.)
 * @param give what it is given
 * @param owes whether the answer under way ends by itself: one to a Flush waits for what is said to it
 * @param onMessage told of each message as it comes
 */
export function wholeAnswers(
  give: (piece: Uint8Array) => void,
  owes: () => boolean,
  onMessage: (type: number) => void,
) {
  const { row, complete, suspended, empty, error, ready } = message
  /** What came of a message that is not whole yet. */
  let begun: Uint8Array[] = []
  let greeted = false
  let amid = false
  let failed: Uint8Array | null = null
  let piece: Uint8Array = END
  let given = 0
  let start = 0

  /** All that came and was not given, up to here. */
  function takeUntil(end: number): Uint8Array[] {
    if (end === given) return []
    const parts = [...begun, piece.subarray(given, end)]
    begun = []
    given = end
    return parts
  }
  const giveUntil = (end: number) => takeUntil(end).forEach(give)

  const read = messages((type, end) => {
    if (type === ready) {
      giveUntil(start)
      if (failed) give(failed)
      if (amid) give(END)
      failed = null
      greeted = true
    }
    if (type === error && greeted) {
      giveUntil(start)
      const said = Buffer.concat(takeUntil(end))
      // The connection ends after it, and that says enough.
      if (!isFatal(said)) {
        if (owes()) failed = said
        else give(said)
      }
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
      failed = null
      if (amid) give(END)
      amid = false
    },
  }
}

/** By the severity that is not translated: a letter and a text for each field. */
const isFatal = (said: Buffer): boolean =>
  said
    .toString('latin1', 5)
    .split('\0')
    .some((field) => field === 'VFATAL' || field === 'VPANIC')
