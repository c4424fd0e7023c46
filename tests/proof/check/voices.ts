import type { Line } from '../kit/log.ts'
import { walk } from './walk.ts'

/**
 * L2: no AI message stands after the commit that gave control to people and before the one that gave it back, by mode,
 * control and claims; and each carries the turn that was the conversation's at that moment.
 */
export function checkVoices(lines: readonly Line[]): string[] {
  const broken: string[] = []
  walk(lines, (line, before) => {
    if (line.type !== 'message.added' || line.data.message.role !== 'ai' || !before) return
    const where = `L2: ${line.seq} in ${line.conversationId}`
    if (!before.aiMaySpeak)
      broken.push(`${where}: an AI message while people have it (${before.owner?.name ?? before.mode})`)
    if (line.data.turn !== before.turn)
      broken.push(`${where}: an AI message of turn ${line.data.turn} in turn ${before.turn}`)
  })
  return broken
}
