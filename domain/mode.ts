import { z } from 'zod'

/** Who handles a service's conversations (H4–H6). */
export const Mode = z.enum(['ai_only', 'human_supported', 'human_only'])
export type Mode = z.infer<typeof Mode>

/** What a mode change does with conversations that a person holds (B3). */
export const Claims = z.enum(['finish', 'return'])
export type Claims = z.infer<typeof Claims>

/** The labels of seeds/004 (Service Modes), word for word. */
export const modeLabel: Record<Mode, string> = {
  ai_only: 'AI Only',
  human_supported: 'Human-Supported AI',
  human_only: 'Human Only',
}
