import { useLive } from '../live/live.tsx'

/** Puts a draft into the reply box: after what is typed there already, never in its place. */
export function useDraftUse(): (conversationId: string, text: string) => void {
  const { drafts } = useLive()
  return (conversationId, text) => {
    const typed = drafts.read(conversationId, 'reply')
    if (typed.sending) return
    const before = typed.text.trimEnd()
    drafts.write(conversationId, 'reply', { text: before ? `${before}\n${text}` : text, sending: null })
  }
}
