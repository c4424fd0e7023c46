import type { Context, MiddlewareHandler } from 'hono'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { z } from 'zod'
import { countAttachments, readAttachment, type Side, writeAttachment } from '../../db/attachments.ts'
import { Attachment, FileName } from '../../domain/attachment.ts'
import { ATTACHMENT_BYTES, ATTACHMENTS_OF_A_CONVERSATION, fileTypeOf } from '../../domain/file-type.ts'
import { Id } from '../../domain/ids.ts'
import { isRefusal } from '../../domain/refusal.ts'
import type { Principal } from '../../domain/rights.ts'
import { bodyHash, derivedId } from '../clock.ts'
import type { Deps } from '../deps.ts'
import { caller, needs } from './access.ts'
import { find } from './conversations.ts'
import { customerLimit } from './customer-limit.ts'
import { describe } from './describe.ts'
import type { Env } from './env.ts'
import { params, query } from './input.ts'
import { no, Refused } from './problem.ts'

const AttachmentView = Attachment.meta({ id: 'Attachment' })
const Upload = z.object({
  name: FileName.describe('with an ending that fits what it is'),
  id: Id.optional().describe('made by the sender: sent again under the same id it stands once'),
})

/** An upload that no message names for so long is dropped, in milliseconds. */
const UNSENT = 24 * 60 * 60 * 1000

/** The one route whose body is no JSON: the bytes of a file. */
export const isUpload = (method: string, path: string): boolean =>
  method === 'POST' && /^\/api\/v1\/conversations\/[^/]+\/attachments$/i.test(path)

const tooLarge = (): never => {
  throw no('body_too_large', {}, `A file may have ${ATTACHMENT_BYTES / 1024 / 1024} MB.`)
}
export const limitUpload = bodyLimit({ maxSize: ATTACHMENT_BYTES, onError: tooLarge })

/** What a person or a program has brought is the team's until it is sent. */
const sideOf = ({ kind }: Principal): Side => (kind === 'customer' ? 'customer' : 'team')

/** Files that operators and customers send along: brought first, then named by a message. */
export function attachments(deps: Deps) {
  const uploading = customerLimit({ burst: 10, each: 5_000, now: deps.clock.elapsed })
  return new Hono<Env>()
    .post(
      '/conversations/:id/attachments',
      describe({
        tag: 'Attachments',
        summary: 'Bring a file, for a message to name',
        description:
          'The body is the file itself, at most 5 MB; what it is is read from its content: PNG, JPEG, GIF, WebP, PDF or plain text. A message names it in `attachments`; until then the other side does not see it, and what no message names within a day is dropped.',
        takes: 'application/octet-stream',
        answers: { 201: AttachmentView },
      }),
      needs('conversation:write', 'operator:write'),
      params('id'),
      // Before anything is said of what is sent: out of sight is not found (L7).
      async (c, next) => {
        await find(deps, caller(c), c.req.valid('param').id)
        return next()
      },
      query(Upload),
      async (c) => {
        const principal = caller(c)
        const conversationId = c.req.valid('param').id
        const { name, id = deps.clock.newId() } = c.req.valid('query')
        uploading(principal)
        const bytes = new Uint8Array(await c.req.arrayBuffer())
        const type = fileTypeOf(bytes, name)
        if (!type) throw no('unsupported_file')
        const { workspaceId } = principal
        const { sql, slow } = deps.database
        if ((await countAttachments(sql, workspaceId, conversationId)) >= ATTACHMENTS_OF_A_CONVERSATION)
          throw no('too_many_files')
        await dropLater(deps, workspaceId, conversationId, id)
        const made = { id, name, type, size: bytes.length }
        const { same } = await writeAttachment(slow, workspaceId, {
          ...made,
          conversationId,
          side: sideOf(principal),
          bytes,
        })
        if (!same) throw no('id_reused')
        return c.json(made, 201)
      },
    )
    .get(
      '/conversations/:id/attachments/:attachmentId',
      describe({
        tag: 'Attachments',
        summary: 'Download a file',
        description: 'Always as a download, never shown in place.',
        answers: { 200: 'application/octet-stream' },
      }),
      needs('conversation:read'),
      params('id', 'attachmentId'),
      async (c) => {
        const principal = caller(c)
        const { id, attachmentId } = c.req.valid('param')
        await find(deps, principal, id)
        const file = await readAttachment(
          deps.database.slow,
          principal.workspaceId,
          id,
          attachmentId,
          sideOf(principal),
        )
        if (!file) throw no('not_found')
        return download(c, file)
      },
    )
}

/** Written before the bytes, so that an upload that was cut short is dropped as well (L12). */
async function dropLater(
  deps: Pick<Deps, 'gate'>,
  workspaceId: string,
  conversationId: string,
  id: string,
): Promise<void> {
  const outcome = await deps.gate.execute({
    principal: { kind: 'rule', workspaceId, name: 'uploads' },
    actor: { kind: 'rule', name: 'uploads', via: 'system' },
    command: {
      name: 'record',
      events: [],
      tasks: [
        { lane: `upload:${id}`, kind: 'dropUpload', payload: { conversationId, attachmentId: id }, delay: UNSENT },
      ],
    },
    commandId: derivedId(workspaceId, 'upload', conversationId, id),
    bodyHash: bodyHash({ id }),
  })
  if (isRefusal(outcome)) throw new Refused(outcome)
}

function download(c: Context<Env>, { name, type, bytes }: { name: string; type: string; bytes: Uint8Array }): Response {
  return c.body(bytes as Uint8Array<ArrayBuffer>, 200, {
    'content-type': type === 'text/plain' ? 'text/plain; charset=utf-8' : type,
    // RFC 6266: a plain name for whoever knows no better, and the whole one.
    'content-disposition': `attachment; filename="${name.replace(/[^\w. -]/g, '_')}"; filename*=UTF-8''${encodeURIComponent(name).replace(/['()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16)}`)}`,
    'x-content-type-options': 'nosniff',
    'cache-control': 'private, no-store',
  })
}

/** Stands before everything that sets headers: where a file is, nothing may run, whoever opens it in place. */
export const sandboxed: MiddlewareHandler<Env> = async (c, next) => {
  await next()
  c.res.headers.set('content-security-policy', "default-src 'none'; sandbox")
  c.res.headers.set('cross-origin-resource-policy', 'same-origin')
}
