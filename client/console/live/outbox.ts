import { createSignal } from 'solid-js'
import type { Attachment } from '../../../domain/attachment.ts'
import { isBlank } from '../../../domain/text.ts'
import { Problem } from './api.ts'
import { type CommandDeps, command } from './command.ts'
import type { Drafts } from './drafts.ts'

export type Reader = 'reply' | 'note'

/** How it stands with what was typed for one conversation. The text itself stays in its box all the while. */
export type Sending =
  | { is: 'resting' }
  /** On its way; `trouble` says why it takes longer than a moment. */
  | { is: 'sending'; trouble: string | null }
  | { is: 'refused'; problem: Problem; at: number }

export interface Outbox {
  of: (conversationId: string, reader: Reader) => Sending
  /**
   * Sends what stands in the box, and clears it once the server has said yes. While the outcome is not known the same
   * message is said again under the same id: the panel may close, the tab may reload.
   * @returns whether it is there
   */
  send: (conversationId: string, reader: Reader) => Promise<boolean>
  /** Goes on with what was under way when the tab was reloaded. */
  resume: (conversationId: string, reader: Reader) => void
  /** The person has read why it was not sent. */
  settle: (conversationId: string, reader: Reader) => void
}

export function createOutbox(deps: CommandDeps & { drafts: Drafts }): Outbox {
  const { drafts, clock } = deps
  const signals = new Map<string, ReturnType<typeof createSignal<Sending>>>()
  const signal = (conversationId: string, reader: Reader) => {
    const key = `${reader} ${conversationId}`
    let known = signals.get(key)
    if (!known) {
      known = createSignal<Sending>({ is: 'resting' })
      signals.set(key, known)
    }
    return known
  }

  const send = async (conversationId: string, reader: Reader): Promise<boolean> => {
    const [now, set] = signal(conversationId, reader)
    const { text, sending, attachments = [] } = drafts.read(conversationId, reader)
    if (now().is === 'sending' || (isBlank(text) && attachments.length === 0)) return false
    const id = sending ?? deps.newId()
    drafts.write(conversationId, reader, { text, sending: id })
    set({ is: 'sending', trouble: null })
    try {
      await command(deps, pathOf(conversationId, reader), bodyOf(id, reader, text, attachments), {
        key: id,
        again: (problem) => set({ is: 'sending', trouble: problem.message }),
      })
      // What was typed on meanwhile, in another tab, stays.
      if (drafts.read(conversationId, reader).sending === id)
        drafts.write(conversationId, reader, { text: '', sending: null, attachments: [] })
      set({ is: 'resting' })
      return true
    } catch (error) {
      // A refusal is not remembered (L4): what is sent next is another message, under another id.
      drafts.write(conversationId, reader, { text, sending: null })
      if (!(error instanceof Problem)) throw error
      set({ is: 'refused', problem: error, at: clock.now() })
      return false
    }
  }

  return {
    of: (id, reader) => signal(id, reader)[0](),
    send,
    resume: (id, reader) => {
      if (drafts.read(id, reader).sending) void send(id, reader)
    },
    settle: (id, reader) => {
      if (signal(id, reader)[0]().is === 'refused') signal(id, reader)[1]({ is: 'resting' })
    },
  }
}

const pathOf = (conversationId: string, reader: Reader) =>
  `/conversations/${conversationId}/${reader === 'reply' ? 'messages' : 'notes'}`

/** A message of files alone is called by their names, so that a card and whoever hears it read out know what it is. */
const bodyOf = (id: string, reader: Reader, text: string, attachments: readonly Attachment[]) =>
  reader === 'note'
    ? { id, text }
    : {
        id,
        role: 'operator',
        text: isBlank(text) ? attachments.map(({ name }) => name).join(', ') : text,
        ...(attachments.length > 0 && { attachments: attachments.map((file) => file.id) }),
      }
