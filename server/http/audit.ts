import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { type AuditQuestion, type AuditRow, readAudit, readNames, seqAt } from '../../db/audit.ts'
import { Actor } from '../../domain/actor.ts'
import {
  type AuditKind,
  auditKinds,
  auditSentence,
  auditTypes,
  type Names,
  namedIn,
  nameless,
} from '../../domain/audit.ts'
import { Id } from '../../domain/ids.ts'
import { sightOf } from '../../domain/rights.ts'
import { line } from '../../domain/text.ts'
import type { Deps } from '../deps.ts'
import { caller, needs } from './access.ts'
import { csvLine } from './csv.ts'
import { cursors } from './cursors.ts'
import { describe, page } from './describe.ts'
import type { Env } from './env.ts'
import { limitOf, query } from './input.ts'

const AuditLine = z
  .object({
    seq: z.number().int(),
    at: z.string(),
    type: z.string().describe('the type of the event'),
    actor: Actor,
    network: z.string().nullable().describe('where a person or a program called from: an IPv4 address, or an IPv6 /64'),
    sentence: z.string().describe('what was done, after who did it'),
    conversationId: z.string().nullable(),
    serviceId: z.string().nullable(),
    service: z.string().nullable().describe('the name of that service'),
  })
  .meta({ id: 'AuditLine' })
type AuditLine = z.infer<typeof AuditLine>

// PostgreSQL has no year 0, and no offsets beyond those of the earth.
const Time = z.iso
  .datetime()
  .refine((time) => !time.startsWith('0000'), 'must be a time from the year 1 on')
  .transform((time) => new Date(time).toISOString())

/** Who acted, by what they are. */
const acting = {
  team: ['operator', 'key'],
  people: ['operator'],
  programs: ['key'],
  rules: ['rule'],
} as const satisfies Record<string, readonly Actor['kind'][]>
const byTheTeam: readonly Actor['kind'][] = ['operator', 'key', 'rule']
const everybody: readonly Actor['kind'][] = ['operator', 'key', 'rule', 'customer', 'agent']

const filters = {
  by: z
    .enum(Object.keys(acting) as [keyof typeof acting, ...(keyof typeof acting)[]])
    .optional()
    .describe('what people of the team, programs or rules did; `team`: people and programs'),
  person: Id.optional().describe('what this person did, also through a key'),
  key: Id.optional().describe('what was done with this API key'),
  rule: line(80).optional().describe('what this rule of Baton’s did'),
  kind: z.enum(Object.keys(auditKinds) as [AuditKind, ...AuditKind[]]).optional(),
  serviceId: Id.optional(),
  conversationId: Id.optional().describe('every line of this conversation, also what its customer and its AI did'),
  from: Time.optional().describe('from this time on, RFC 3339 UTC'),
  until: Time.optional().describe('before this time'),
}
const oneActor = (asked: { person?: unknown; key?: unknown; rule?: unknown }) =>
  [asked.person, asked.key, asked.rule].filter((one) => one !== undefined).length <= 1
const ONE = 'takes one of person, key and rule'
const Filter = z.strictObject(filters).refine(oneActor, ONE)
const Page = z
  .strictObject({ ...filters, cursor: z.string().max(400).optional(), limit: limitOf(500, 50) })
  .refine(oneActor, ONE)

const place = cursors(z.object({ before: z.number().int().min(1) }))
/** How many lines of an export are read at a time. */
const AT_ONCE = 500

const intro = `What people of the team, programs and Baton’s own rules did, the latest first, in sentences: who, what, when, from where (L10).
What customers and AIs said is in it only for one conversation, and no text of a message anywhere.`

/** The audit: the log, as an administrator reads it. */
export function audit(deps: Deps) {
  const { sql } = deps.database

  /** The question as the database takes it, for as long as the caller may ask it. */
  async function questionOf(c: Context<Env>, asked: z.infer<typeof Filter>): Promise<Omit<AuditQuestion, 'limit'>> {
    const { workspaceId } = caller(c)
    const { by, person, rule, key, kind, serviceId, conversationId, from, until } = asked
    const sight = sightOf(caller(c))
    return {
      types: auditTypes(kind),
      kinds: by ? acting[by] : conversationId === undefined ? byTheTeam : everybody,
      who: person ?? rule,
      key,
      serviceId,
      conversationId,
      services: sight && [...sight],
      ...(from !== undefined && { from: await seqAt(sql, workspaceId, from) }),
      ...(until !== undefined && { before: await seqAt(sql, workspaceId, until) }),
    }
  }

  async function linesOf(workspaceId: string, rows: readonly AuditRow[]): Promise<AuditLine[]> {
    const ids = namedIn(rows)
    ids.service.push(...rows.flatMap(({ serviceId }) => serviceId ?? []))
    const known = await readNames(sql, workspaceId, ids)
    const quoted = (what: keyof Names) => (id: string) => {
      const name = known[what].get(id)
      return name === undefined ? nameless[what] : `“${name}”`
    }
    const names: Names = {
      person: quoted('person'),
      service: quoted('service'),
      group: quoted('group'),
      key: quoted('key'),
    }
    return rows.map((row) => {
      const { network = null, ...actor } = row.actor
      const { seq, at, type, conversationId, serviceId } = row
      const service = serviceId === null ? null : (known.service.get(serviceId) ?? null)
      return { seq, at, type, actor, network, sentence: auditSentence(row, names), conversationId, serviceId, service }
    })
  }

  /** All that is asked for, a piece at a time, as fast as it is taken; it ends where the caller’s right does. */
  async function exported(
    c: Context<Env>,
    asked: z.infer<typeof Filter>,
    head: string,
    text: (line: AuditLine) => string,
  ) {
    const { workspaceId } = caller(c)
    const { headers } = c.req.raw
    const question = await questionOf(c, asked)
    const bytes = new TextEncoder()
    let before: number | null | undefined = question.before
    let begun = false
    return new ReadableStream<Uint8Array>(
      {
        async pull(controller) {
          if (!begun) {
            begun = true
            controller.enqueue(bytes.encode(head))
            return
          }
          const now = await deps.authenticate(headers)
          const may = (now?.kind === 'operator' || now?.kind === 'key') && now.scopes.has('workspace:admin')
          if (!may) throw new Error('the right to read the audit has ended')
          const sight = sightOf(now)
          const { rows, next } = await readAudit(sql, workspaceId, {
            ...question,
            services: sight && [...sight],
            ...(typeof before === 'number' && { before }),
            limit: AT_ONCE,
          })
          controller.enqueue(bytes.encode((await linesOf(workspaceId, rows)).map(text).join('')))
          before = next
          if (next === null) controller.close()
        },
      },
      { highWaterMark: 1 },
    )
  }

  const file = (c: Context<Env>, name: string, type: string, body: ReadableStream<Uint8Array>) =>
    c.body(body, 200, {
      'content-type': type,
      'content-disposition': `attachment; filename="${name}"`,
      'x-content-type-options': 'nosniff',
    })

  return new Hono<Env>()
    .get(
      '/audit',
      describe({
        tag: 'Audit',
        summary: 'Who did what, when, from where',
        description: `${intro} Where a key or a service is asked for, an answer may hold fewer lines than \`limit\`, even none: go on with \`nextCursor\` until it is null.`,
        answers: { 200: page(AuditLine) },
      }),
      needs('workspace:admin'),
      query(Page),
      async (c) => {
        const { cursor, limit, ...asked } = c.req.valid('query')
        const question = await questionOf(c, asked)
        const before = cursor === undefined ? question.before : place.parse(cursor).before
        const found = await readAudit(sql, caller(c).workspaceId, {
          ...question,
          ...(before !== undefined && { before: Math.min(before, question.before ?? before) }),
          limit,
        })
        return c.json({
          items: await linesOf(caller(c).workspaceId, found.rows),
          nextCursor: found.next === null ? null : place.format({ before: found.next }),
        })
      },
    )
    .get(
      '/audit.csv',
      describe({
        tag: 'Audit',
        summary: 'The audit as CSV',
        description: `${intro} Safe to open in a spreadsheet: what would be a formula begins with an apostrophe.`,
        answers: { 200: 'text/csv' },
      }),
      needs('workspace:admin'),
      query(Filter),
      async (c) => {
        // A spreadsheet takes it for UTF-8 by its mark.
        const head = `\ufeff${csvLine(['number', 'time', 'who', 'id', 'kind', 'through', 'key', 'network', 'what', 'type', 'service', 'conversation'])}`
        const lines = await exported(c, c.req.valid('query'), head, (line) => csvLine(cellsOf(line)))
        return file(c, 'audit.csv', 'text/csv; charset=utf-8', lines)
      },
    )
    .get(
      '/audit.jsonl',
      describe({
        tag: 'Audit',
        summary: 'The audit as JSON lines',
        description: `${intro} Each line is what \`GET /audit\` has in \`items\`.`,
        answers: { 200: 'application/jsonl' },
      }),
      needs('workspace:admin'),
      query(Filter),
      async (c) => {
        const lines = await exported(c, c.req.valid('query'), '', (line) => `${JSON.stringify(line)}\n`)
        return file(c, 'audit.jsonl', 'application/jsonl', lines)
      },
    )
}

function cellsOf({ seq, at, actor, network, sentence, type, service, conversationId }: AuditLine) {
  const name = 'name' in actor ? actor.name : 'The customer'
  const id = 'id' in actor ? actor.id : null
  const key = 'key' in actor ? (actor.key?.name ?? null) : null
  return [seq, at, name, id, actor.kind, actor.via, key, network, sentence, type, service, conversationId]
}
