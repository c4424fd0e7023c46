import type { LiveState } from '../../../domain/routing/live.ts'
import type { Strategy } from '../../../domain/routing/settings.ts'

export const stateLabel: Record<LiveState, string> = {
  live: 'Live',
  away: 'Away',
  wrap_up: 'Wrap-up',
  offline: 'Offline',
}

export const strategyLabel: Record<Strategy, string> = {
  least_loaded: 'Least loaded first',
  longest_idle: 'Longest idle first',
  round_robin: 'In turn',
}

/** “Spanish, refunds” → the tags, each once. */
export const tagsOf = (text: string): string[] => [
  ...new Set(
    text
      .split(',')
      .map((tag) => tag.trim())
      .filter(Boolean),
  ),
]
