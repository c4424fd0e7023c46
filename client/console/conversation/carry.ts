import type { Drafts } from '../live/drafts.ts'

/** What was typed for a session that ended goes along to the one in which the customer went on. */
export function carry(drafts: Drafts, from: string, to: string): void {
  const { text, sending } = drafts.read(from, 'reply')
  if (text === '' || sending) return
  const there = drafts.read(to, 'reply')
  if (there.sending) return
  drafts.write(to, 'reply', { text: [there.text, text].filter(Boolean).join('\n'), sending: null })
  drafts.write(from, 'reply', { text: '', sending: null })
}
