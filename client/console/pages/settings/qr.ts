/**
 * A QR code (ISO/IEC 18004) of a text, as rows of dark and light: bytes, error correction M, versions 1 to 20.
 * @returns null for a text of more than 666 bytes
 */
export function qrCode(text: string): boolean[][] | null {
  const bytes = new TextEncoder().encode(text)
  const version = eccLength.findIndex((_, v) => v > 0 && bytes.length <= dataLength(v) - (v < 10 ? 2 : 3))
  if (version < 1) return null
  const bits = withCorrection(version, dataOf(version, bytes))
  const frame = frameOf(version)
  const drawn = masks.map((mask) => draw(version, frame, bits, mask))
  return drawn.reduce((best, one) => (penalty(one) < penalty(best) ? one : best))
}

type Cell = boolean | null
type Mask = (x: number, y: number) => boolean

/** For correction M, by version: correction bytes in each block, and how many blocks (tables 7 and 9). */
const eccLength = [0, 10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26]
const blockCount = [0, 1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16]
const of = (table: readonly number[], version: number): number => table[version] ?? 0

const sizeOf = (version: number) => version * 4 + 17

/** Where the small squares stand, along both sides (annex E). */
function alignments(version: number): number[] {
  if (version === 1) return []
  const count = Math.floor(version / 7) + 2
  const last = sizeOf(version) - 7
  const step = Math.floor((version * 8 + count * 3 + 5) / (count * 4 - 4)) * 2
  return [6, ...Array.from({ length: count - 1 }, (_, n) => last - (count - 2 - n) * step)]
}

/** How many bytes a version holds, data and correction together. */
function allBytes(version: number): number {
  const free = frameOf(version)
    .flat()
    .filter((cell) => cell === null).length
  return Math.floor(free / 8)
}
const dataLength = (version: number) => allBytes(version) - of(eccLength, version) * of(blockCount, version)

function dataOf(version: number, bytes: Uint8Array): number[] {
  const length = dataLength(version)
  // Mode “bytes”, the length in 8 or 16 bits, the bytes, four zeros as far as there is room.
  let bits = `0100${bytes.length.toString(2).padStart(version < 10 ? 8 : 16, '0')}`
  for (const byte of bytes) bits += byte.toString(2).padStart(8, '0')
  bits = bits.padEnd(Math.min(bits.length + 4, length * 8), '0')
  bits = bits.padEnd(Math.ceil(bits.length / 8) * 8, '0')
  const data = (bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2))
  for (let pad = 0xec; data.length < length; pad ^= 0xec ^ 0x11) data.push(pad)
  return data
}

/** Splits the data into blocks, adds each block's correction, and weaves them; as bits. */
function withCorrection(version: number, data: readonly number[]): boolean[] {
  const [count, ecc] = [of(blockCount, version), of(eccLength, version)]
  const short = Math.floor(data.length / count)
  const long = data.length % count
  const divisor = generator(ecc)
  let at = 0
  const blocks = Array.from({ length: count }, (_, n) => {
    const block = data.slice(at, at + short + (n >= count - long ? 1 : 0))
    at += block.length
    return { block, correction: remainder(block, divisor) }
  })
  const woven: number[] = []
  for (let n = 0; n <= short; n++) for (const { block } of blocks) if (n < block.length) woven.push(block[n] ?? 0)
  for (let n = 0; n < ecc; n++) for (const { correction } of blocks) woven.push(correction[n] ?? 0)
  return woven.flatMap((byte) => Array.from({ length: 8 }, (_, bit) => ((byte >> (7 - bit)) & 1) === 1))
}

/** Product in GF(2⁸) modulo x⁸ + x⁴ + x³ + x² + 1. */
function times(a: number, b: number): number {
  let product = 0
  for (let bit = 7; bit >= 0; bit--) product = (product << 1) ^ ((product >> 7) * 0x11d) ^ (((b >> bit) & 1) * a)
  return product
}

function generator(degree: number): number[] {
  const factors = [...Array<number>(degree - 1).fill(0), 1]
  let root = 1
  for (let n = 0; n < degree; n++) {
    for (let i = 0; i < degree; i++) factors[i] = times(factors[i] ?? 0, root) ^ (factors[i + 1] ?? 0)
    root = times(root, 2)
  }
  return factors
}

function remainder(data: readonly number[], divisor: readonly number[]): number[] {
  let rest = divisor.map(() => 0)
  for (const byte of data) {
    const factor = byte ^ (rest[0] ?? 0)
    rest = divisor.map((coefficient, n) => (rest[n + 1] ?? 0) ^ times(coefficient, factor))
  }
  return rest
}

/** What is the same in every code of a version; null where data goes. Places of the format are light for now. */
function frameOf(version: number): Cell[][] {
  const size = sizeOf(version)
  const cells = Array.from({ length: size }, () => Array<Cell>(size).fill(null))
  const set = (x: number, y: number, dark: boolean) => {
    const row = cells[y]
    if (row && x >= 0 && x < size) row[x] = dark
  }
  for (let n = 0; n < size; n++) {
    set(6, n, n % 2 === 0)
    set(n, 6, n % 2 === 0)
  }
  const squares = alignments(version)
  const last = squares.at(-1) ?? 0
  for (const x of squares)
    for (const y of squares) {
      if ((x === 6 && (y === 6 || y === last)) || (x === last && y === 6)) continue
      for (let dx = -2; dx <= 2; dx++)
        for (let dy = -2; dy <= 2; dy++) set(x + dx, y + dy, Math.max(Math.abs(dx), Math.abs(dy)) !== 1)
    }
  for (const [x, y] of [
    [3, 3],
    [size - 4, 3],
    [3, size - 4],
  ] as const)
    for (let dx = -4; dx <= 4; dx++)
      for (let dy = -4; dy <= 4; dy++) {
        const ring = Math.max(Math.abs(dx), Math.abs(dy))
        set(x + dx, y + dy, ring !== 2 && ring !== 4)
      }
  for (const [x, y] of formatPlaces(size).flat()) set(x, y, false)
  set(8, size - 8, true)
  if (version >= 7) {
    const word = (version << 12) | shifted(version, 12, 0x1f25)
    for (let n = 0; n < 18; n++) {
      const [a, b] = [size - 11 + (n % 3), Math.floor(n / 3)]
      set(a, b, ((word >> n) & 1) === 1)
      set(b, a, ((word >> n) & 1) === 1)
    }
  }
  return cells
}

/** Where the fifteen bits of the format stand, twice, the lowest first. */
function formatPlaces(size: number): [number, number][][] {
  const near = [0, 1, 2, 3, 4, 5, 7, 8]
  return Array.from({ length: 15 }, (_, n) => [
    n < 8 ? [8, near[n] ?? 0] : [near[14 - n] ?? 0, 8],
    n < 8 ? [size - 1 - n, 8] : [8, size - 15 + n],
  ])
}

/** The check bits of a word: what is left of it, so many places up, after division by the polynomial. */
function shifted(word: number, places: number, polynomial: number): number {
  let rest = word
  for (let n = 0; n < places; n++) rest = (rest << 1) ^ ((rest >> (places - 1)) * polynomial)
  return rest
}

const masks: readonly Mask[] = [
  (x, y) => (x + y) % 2 === 0,
  (_x, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
]

function draw(version: number, frame: readonly Cell[][], bits: readonly boolean[], mask: Mask): boolean[][] {
  const size = sizeOf(version)
  const cells = frame.map((row) => [...row])
  let at = 0
  // Two columns at a time from the right, up and down in turn, past the dotted column.
  for (let right = size - 1; right >= 1; right -= 2) {
    if (right === 6) right = 5
    const upward = ((right + 1) & 2) === 0
    for (let n = 0; n < size; n++)
      for (const x of [right, right - 1]) {
        const y = upward ? size - 1 - n : n
        const row = cells[y]
        if (row?.[x] === null) row[x] = (bits[at++] ?? false) !== mask(x, y)
      }
  }
  // Correction M is 00; the mask's number is the rest.
  const number = masks.indexOf(mask)
  const format = ((number << 10) | shifted(number, 10, 0x537)) ^ 0x5412
  for (const [n, places] of formatPlaces(size).entries())
    for (const [x, y] of places) {
      const row = cells[y]
      if (row) row[x] = ((format >> n) & 1) === 1
    }
  return cells as boolean[][]
}

/** How hard a code is to read (8.8.2): long runs, blocks, what looks like a corner, more of one than of the other. */
function penalty(cells: readonly boolean[][]): number {
  const lines = (of: (a: number, b: number) => boolean | undefined) =>
    cells.map((_, a) => cells.map((_, b) => (of(a, b) ? '1' : '0')).join(''))
  const all = [...lines((y, x) => cells[y]?.[x]), ...lines((x, y) => cells[y]?.[x])]
  let score = 0
  for (const line of all) {
    for (const run of line.match(/0{5,}|1{5,}/g) ?? []) score += run.length - 2
    score += 40 * [...line.matchAll(/(?=10111010000|00001011101)/g)].length
  }
  for (let y = 1; y < cells.length; y++)
    for (let x = 1; x < cells.length; x++) {
      const dark = cells[y]?.[x]
      if (dark === cells[y]?.[x - 1] && dark === cells[y - 1]?.[x] && dark === cells[y - 1]?.[x - 1]) score += 3
    }
  const share = cells.flat().filter(Boolean).length / cells.length ** 2
  return score + 10 * Math.floor(Math.abs(share * 20 - 10))
}
