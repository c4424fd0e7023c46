/** What a suite comes to. `broken` holds a sentence for each promise that was not kept; a run without any is green. */
export interface Outcome {
  /** What was injected, by name. */
  faults: Record<string, number>
  acknowledged: number
  lost: number
  /** Other figures, in the order in which they are shown. */
  figures: [name: string, value: string | number][]
  broken: string[]
  /** Why this machine cannot show it; then nothing was done. */
  skipped?: string
}

/** What a suite is given: its seed, its options by name, and where to say how far it is. */
export interface Run {
  seed: number
  option(name: string, standard: number): number
  flag(name: string): boolean
  /** What stands on the command line without dashes. */
  names: string[]
  progress(text: string): void
}

export interface Suite {
  /** One line for `npm run proof`. */
  about: string
  /** The options that it takes, each with its meaning. */
  options: Record<string, string>
  run(run: Run): Promise<Outcome>
}

/** For the short forms in `npm test`: options as an object, and nobody who watches. */
export const quiet = (seed: number, options: Record<string, number> = {}): Run => ({
  seed,
  option: (name, standard) => options[name] ?? standard,
  flag: (name) => (options[name] ?? 0) > 0,
  names: [],
  progress: () => {},
})

/** Seeds the short forms: another one at each run, unless `PROOF_SEED` brings an old one back. */
export const freshSeed = (): number => Number(process.env.PROOF_SEED) || Math.floor(Math.random() * 2 ** 31) + 1

/** Said aloud, and no failure: the machine has not what it takes. */
export const skipped = (why: string): Outcome => ({
  faults: {},
  acknowledged: 0,
  lost: 0,
  figures: [],
  broken: [],
  skipped: why,
})
