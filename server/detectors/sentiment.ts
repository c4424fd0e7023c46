import type { Sentiment } from '../../domain/flags.ts'
import type { Polarity } from './polarity.ts'

/** The customer's mood in one message, for the handoff payload (O7). `angry` is any displeasure: it needs less than the flag does. */
export function sentiment({ bad, good }: Polarity): Sentiment {
  if (bad >= 1.2 && bad > 1.2 * good) return 'angry'
  if (good >= 1.4 && good >= bad) return 'happy'
  return 'neutral'
}
