import { Problem } from '../live/api.ts'
import type { Live } from '../live/live.tsx'
import type { ToastRack } from '../toasts/toasts.tsx'

/**
 * B6: “Next” opens the most urgent one that is nobody's and left to nobody else; for a minute it is left to who pressed. Pressed
 * again over one that one did not take, it passes that one over, until there is none left.
 */
export function createNext(
  { board, command }: Pick<Live, 'board' | 'command'>,
  toasts: ToastRack,
  { open, go }: { open: () => string | null; go: (id: string) => void },
): () => Promise<void> {
  const passed = new Set<string>()
  return async () => {
    const here = open()
    if (here !== null && !board.card(here)?.owner) passed.add(here)
    try {
      const { conversationId: id } = await command<{ conversationId: string | null }>('/next', { skip: [...passed] })
      if (id !== null) return go(id)
      toasts.show({
        tone: 'plain',
        body: () =>
          passed.size > 0
            ? 'That was the last one. Next begins with the most urgent again.'
            : 'Nothing needs attention, and nobody waits.',
      })
      passed.clear()
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      toasts.show({ tone: 'bad', title: 'The next one could not be asked for.', body: () => error.message })
    }
  }
}
