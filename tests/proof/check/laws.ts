import type { Line } from '../kit/log.ts'
import { checkNumbers } from './numbers.ts'
import { checkOwners } from './owners.ts'
import { checkVoices } from './voices.ts'

/** What holds for every log, however it came about: L1, L2, L5. */
export const checkLaws = (lines: readonly Line[], head: number): string[] => [
  ...checkNumbers(lines, head),
  ...checkOwners(lines),
  ...checkVoices(lines),
]
