import { between } from './core/random.ts'

/** How long things take people and machines, in milliseconds. Whoever writes more needs longer, within reason. */
export const tempo = {
  /** The customer reads what came, and thinks. */
  reads: (random: () => number, text: string) => clamp(between(random, 2_500, 7_000) + text.length * 25, 3_000, 14_000),
  /** The customer types. */
  types: (random: () => number, text: string) => clamp(text.length * between(random, 90, 160), 2_000, 15_000),
  /** The AI begins to write. */
  thinks: (random: () => number) => between(random, 900, 2_600),
  /** One more piece of the AI's text. */
  piece: 350,
  /** A colleague reads up before the first line, and types. */
  colleague: (random: () => number, text: string) =>
    clamp(between(random, 4_000, 9_000) + text.length * 70, 6_000, 20_000),
}

const clamp = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value))
