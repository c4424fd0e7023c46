import type { Line } from '../kit/log.ts'

type Numbered = Pick<Line, 'seq' | 'at' | 'conversationId' | 'publicSeq'>

/**
 * L5: 1, 2, 3, … to the head, each once and in order; times never go back; and the numbers that a customer sees count
 * 1, 2, 3, … within each conversation.
 */
export function checkNumbers(lines: readonly Numbered[], head: number): string[] {
  const broken: string[] = []
  const seen = new Map<string, number>()
  let last = 0
  let at = ''
  for (const line of lines) {
    if (line.seq === last) broken.push(`L5: number ${line.seq} stands twice`)
    else if (line.seq < last) broken.push(`L5: number ${line.seq} stands after ${last}`)
    else if (line.seq > last + 1) broken.push(`L5: a hole between ${last} and ${line.seq}`)
    if (line.at < at) broken.push(`L5: number ${line.seq} is of ${line.at}, and the one before it of ${at}`)
    if (line.conversationId !== null && line.publicSeq !== null) {
      const before = seen.get(line.conversationId) ?? 0
      if (line.publicSeq !== before + 1)
        broken.push(`L5: public number ${line.publicSeq} after ${before} in ${line.conversationId}`)
      seen.set(line.conversationId, line.publicSeq)
    }
    last = Math.max(last, line.seq)
    at = line.at
  }
  if (last !== head) broken.push(`L5: the log ends at ${last}, and its head says ${head}`)
  return broken
}
