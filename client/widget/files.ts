import { ATTACHMENT_BYTES, sizeInWords } from '../../domain/file-type.ts'
import type { Answer, Api } from './api.ts'
import type { SentFile } from './customer-event.ts'
import type { Edges } from './edges.ts'
import type { Kept, Left } from './kept.ts'
import type { Visit } from './visit.ts'

/** What a widget does with files: none of it is kept over a reload, for a file cannot be. */
export interface Files {
  /** Brings a file to the conversation, which begins now if there is none. @returns it, or why it was not taken */
  bring(file: File): Promise<SentFile | { why: string }>
  /** Downloads one that was sent. @param conversationId where it was said; null: in the present one. @returns why it cannot be had, or null */
  save(file: SentFile, conversationId: string | null): Promise<string | null>
}

/** Milliseconds that a file may take. */
const PATIENCE = 120_000

export function createFiles({
  api,
  visit,
  kept,
  edges,
}: {
  api: Api
  visit: Visit
  kept: Pick<Kept, 'earlier'>
  edges: Pick<Edges, 'newId'>
}): Files {
  return {
    async bring(file) {
      if (file.size > ATTACHMENT_BYTES) return { why: `${file.name} is larger than ${sizeInWords(ATTACHMENT_BYTES)}.` }
      const begun = await visit.begin()
      if (!begun.ok) return { why: whyNot(begun) }
      const query = `id=${edges.newId()}&name=${encodeURIComponent(file.name)}`
      const answer = await visit.authorised(begun.body, ({ conversationId, customerToken }) =>
        api.call<SentFile>(`/conversations/${conversationId}/attachments?${query}`, {
          method: 'POST',
          token: customerToken,
          body: file,
          patience: PATIENCE,
        }),
      )
      if (!answer.ok) return { why: `${file.name}: ${whyNot(answer)}` }
      const { id, name, size } = answer.body
      return { id, name, size }
    },
    async save({ id, name }, where) {
      const open = ({ conversationId, customerToken }: Left) =>
        api.open(`/conversations/${conversationId}/attachments/${id}`, customerToken, AbortSignal.timeout(PATIENCE))
      const now = visit.session()
      const before = kept.earlier().find(({ conversationId }) => conversationId === where)
      if (!now) return 'This conversation is over.'
      const answer = await (before ? open(before) : visit.authorised(now, open))
      if (!answer.ok) return `${name}: ${whyNot(answer)}`
      const blob = await answer.body.blob().catch(() => null)
      if (!blob) return `${name}: the connection was lost.`
      const link = document.createElement('a')
      // Always a download: as a type that no browser shows in place.
      link.href = URL.createObjectURL(new Blob([blob], { type: 'application/octet-stream' }))
      link.download = name
      link.click()
      setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
      return null
    },
  }
}

const whyNot = (answer: Exclude<Answer<unknown>, { ok: true }>): string =>
  answer.retry ? 'the service cannot be reached. Try again in a moment.' : answer.detail
