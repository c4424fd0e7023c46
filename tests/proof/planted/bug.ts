/** A bug that is kept, to be planted into a copy of the tree: the test that it names must turn red there. */
export interface Bug {
  /** Its name for `npm run proof -- planted NAME`. */
  id: string
  /** The laws and rows that it breaks. */
  breaks: readonly string[]
  file: string
  /** Stands in the file exactly once. */
  find: string
  replace: string
  test: { file: string; name: string }
}

const laws = ['L1', 'L2', 'L3', 'L4', 'L5', 'L6', 'L7', 'L8', 'L9', 'L10', 'L11', 'L12', 'L13', 'L14']
const rows = Array.from({ length: 14 }, (_, i) => `H${i + 1}`)

/** What must have a bug: each law that has something to hold by now, the screen's rows, and the rows of “beyond” that are there. */
export const wanted: readonly string[] = [
  ...laws,
  ...rows,
  'B1',
  'B2',
  'B3',
  'B5',
  'B6',
  'B9',
  'B12',
  'B13',
  'B14',
  'F8',
  'F11',
  'F14',
  'A1',
  'A5',
  'G1',
  'G2',
  'G4',
  'G7',
]
