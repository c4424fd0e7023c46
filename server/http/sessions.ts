import type { Context } from 'hono'
import { Hono } from 'hono'
import { z } from 'zod'
import { type ConversationFilter, conversationOrders, listConversations } from '../../db/conversations.ts'
import { readModeChanges, readOfTypes } from '../../db/log.ts'
import { readSearchPlace } from '../../db/search.ts'
import { controlTime, controlTypes } from '../../domain/control-time.ts'
import { FlagKind } from '../../domain/flags.ts'
import { Id } from '../../domain/ids.ts'
import { sightOf } from '../../domain/rights.ts'
import { line } from '../../domain/text.ts'
import { ConversationStatus, SessionView, viewConversation } from '../../domain/wire.ts'
import { wordsOf } from '../../domain/words.ts'
import type { Deps } from '../deps.ts'
import { codeOf, within } from '../outside.ts'
import { caller, needs } from './access.ts'
import { csvLine } from './csv.ts'
import { cursors, timeOf } from './cursors.ts'
import { describe, page } from './describe.ts'
import type { Env } from './env.ts'
import { limitOf, query } from './input.ts'
import { no } from './problem.ts'

const Filter = z.strictObject({
  text: line(200)
    .optional()
    .describe('words of the transcript, of notes, of the customer’s name or contact, or the id of a session'),
  status: ConversationStatus.optional(),
  serviceId: Id.optional(),
  agent: line(60).optional(),
  responsible: z
    .union([z.literal('none'), Id], { error: 'must be an operator’s id, or “none”' })
    .optional()
    .describe('who holds it or held it last: an operator’s id, or `none`'),
  flag: FlagKind.optional().describe('a flag that is open'),
  channel: line(40).optional(),
  handedOff: z.enum(['yes', 'no']).optional(),
  from: timeOf.optional().describe('begun at this time or later'),
  to: timeOf.optional().describe('begun before this time'),
  sort: z.enum(conversationOrders).default('newest'),
})
type Filter = z.infer<typeof Filter>
const Listed = Filter.extend({ cursor: z.string().max(300).optional(), limit: limitOf(500, 50) })

const place = cursors(
  z.object({ startedAt: timeOf, id: z.uuid(), messageCount: z.number().int().min(0).max(2_147_483_647).optional() }),
)

/** How long whoever searches waits while others do, in milliseconds; the search itself has `SEARCHING`. */
const PATIENCE = 8_000
/** So many lines of an export are read at a time. */
const EXPORTED = 200

/** Sessions, open and ended: listed, searched, exported (A1). */
export function sessions(deps: Deps) {
  /** At most `limit` sessions that the caller sees at this moment, after a place. */
  async function list(c: Context<Env>, filter: Filter, after: ConversationFilter['after'], limit: number) {
    const { workspaceId } = caller(c)
    const { text, handedOff, sort, ...others } = filter
    const wanted = text === undefined ? {} : await sought(deps, workspaceId, text)
    if (!wanted) return []
    const found = await bounded(
      listConversations(deps.database.search, workspaceId, {
        ...others,
        ...wanted,
        ...(handedOff && { handedOff: handedOff === 'yes' }),
        order: sort,
        services: sightOf(caller(c)),
        after,
        limit,
      }),
    )
    return shownSessions(deps, workspaceId, found)
  }
  const placeOf = ({ startedAt, id, messageCount }: SessionView) => ({ startedAt, id, messageCount })

  return new Hono<Env>()
    .get(
      '/sessions',
      describe({
        tag: 'Sessions',
        summary: 'List and search sessions',
        description:
          'All that the caller may see, open and ended. Each word of `text` must be found, or begin a word, somewhere in the session; what was said can be found about a second later, and `behind` counts the events that are not read yet. A search that takes longer than 3 s is `search_too_wide`.',
        answers: { 200: page(SessionView).extend({ behind: z.number().int() }) },
      }),
      needs('conversation:read'),
      query(Listed),
      async (c) => {
        const { cursor, limit, ...filter } = c.req.valid('query')
        const after = cursor === undefined ? undefined : place.parse(cursor)
        const found = await list(c, filter, after, limit + 1)
        const items = found.slice(0, limit)
        const last = items.at(-1)
        const behind =
          filter.text === undefined ? null : await readSearchPlace(deps.database.sql, caller(c).workspaceId)
        return c.json({
          items,
          nextCursor: found.length > limit && last ? place.format(placeOf(last)) : null,
          behind: behind?.behind ?? 0,
        })
      },
    )
    .get(
      '/sessions/export',
      describe({
        tag: 'Sessions',
        summary: 'Export sessions as CSV',
        description:
          'The list that `GET /sessions` gives with the same filters, whole. Nothing in it is a formula to a spreadsheet.',
        answers: { 200: 'text/csv' },
      }),
      needs('conversation:read'),
      query(Filter),
      async (c) => {
        const filter = c.req.valid('query')
        // The first lines before the head: what is refused is refused as anywhere.
        let next: SessionView[] = await list(c, filter, undefined, EXPORTED)
        let begun = false
        const encoder = new TextEncoder()
        const lines = new ReadableStream<Uint8Array>({
          // Asked only when the reader has room: a slow one costs no memory here (L13), and rights are asked anew each time.
          async pull(stream) {
            // Whoever lost the right meanwhile gets nothing more, and sees that the file broke off.
            if (!(await stillMay(deps, c))) return stream.error(new Error('the right to read has ended'))
            const text = next.map((session) => csvLine(columns.map(([, cell]) => cell(session) ?? null))).join('')
            if (!begun || text) stream.enqueue(encoder.encode(`${begun ? '' : head}${text}`))
            begun = true
            const last = next.at(-1)
            if (next.length < EXPORTED || !last) return stream.close()
            next = await list(c, filter, placeOf(last), EXPORTED)
          },
        })
        return c.body(lines, 200, {
          'content-type': 'text/csv; charset=utf-8',
          'content-disposition': 'attachment; filename="sessions.csv"',
          'x-content-type-options': 'nosniff',
        })
      },
    )
}

/** What a text looks for; null where there is no word in it, and nothing is found. */
async function sought(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  text: string,
): Promise<Pick<ConversationFilter, 'id' | 'words'> | null> {
  const id = Id.safeParse(text)
  if (id.success) return { id: id.data }
  const words = wordsOf(text)
  const found = words.length > 0 ? await readSearchPlace(deps.database.sql, workspaceId) : null
  return found && { words: { key: found.key, words } }
}

/** @throws Refused with the advice to narrow it, for a search that the database ended or that waited too long for others */
const bounded = <T>(search: Promise<T>): Promise<T> =>
  within(PATIENCE, search).catch((error: unknown) => {
    throw codeOf(error) === '57014' || codeOf(error) === 'DEADLINE' ? no('search_too_wide') : error
  })

async function stillMay(deps: Pick<Deps, 'authenticate'>, c: Context<Env>): Promise<boolean> {
  const principal = await deps.authenticate(c.req.raw.headers)
  return principal !== null && 'scopes' in principal && principal.scopes.has('conversation:read')
}

/** Sessions with how long each was with whom, reckoned from the log. */
export async function shownSessions(
  { database: { sql }, hub, clock }: Pick<Deps, 'database' | 'hub' | 'clock'>,
  workspaceId: string,
  found: Awaited<ReturnType<typeof listConversations>>,
): Promise<SessionView[]> {
  const oldest = found.map(({ startedAt }) => startedAt).toSorted()[0]
  if (oldest === undefined) return []
  const [services, events, modes] = await Promise.all([
    hub.allServices(workspaceId),
    readOfTypes(
      sql,
      workspaceId,
      found.map(({ id }) => id),
      controlTypes,
    ),
    readModeChanges(sql, workspaceId, oldest),
  ])
  const now = new Date(clock.now()).toISOString()
  const byId = new Map(services.map((service) => [service.id, service]))
  const byConversation = Map.groupBy(events, ({ conversationId }) => conversationId)
  const byService = Map.groupBy(modes, ({ data }) => data.serviceId)
  return found.flatMap((conversation) => {
    const service = byId.get(conversation.serviceId)
    if (!service) return []
    const view = viewConversation(conversation, service)
    const changes = (byService.get(service.id) ?? []).map(({ at, data }) => ({ ...data, at }))
    return {
      ...view,
      service: service.name,
      responsible: view.status === 'resolved' ? view.claimedBy : view.owner,
      controlTime: controlTime(byConversation.get(conversation.id) ?? [], changes, service, now),
    }
  })
}

const minutes = (ms: number) => Math.round(ms / 6_000) / 10

const columns: readonly (readonly [string, (session: SessionView) => string | number | null | undefined])[] = [
  ['Session', ({ id }) => id],
  ['Started', ({ startedAt }) => startedAt],
  ['Ended', ({ resolvedAt }) => resolvedAt],
  ['Service', ({ service }) => service],
  ['Agent', ({ agent }) => agent],
  ['Channel', ({ channel }) => channel],
  ['Customer', ({ customer }) => customer.name],
  ['External id', ({ customer }) => customer.externalId],
  ['E-mail', ({ customer }) => customer.email],
  ['Phone', ({ customer }) => customer.phone],
  ['City', ({ customer }) => customer.location?.city],
  ['Status', ({ status }) => status],
  ['Responsible', ({ responsible }) => responsible?.name],
  ['Messages', ({ messageCount }) => messageCount],
  ['Handoff', ({ handoff }) => handoff?.trigger],
  ['Open flags', ({ flags }) => flags.flatMap(({ kind, state }) => (state === 'open' ? [kind] : [])).join(' ')],
  ['Minutes with AI', ({ controlTime }) => minutes(controlTime.ai)],
  ['Minutes waiting', ({ controlTime }) => minutes(controlTime.waiting)],
  ['Minutes with people', ({ controlTime }) => minutes(controlTime.people)],
  ['Opening question', ({ openingQuestion }) => openingQuestion],
]

// A mark of the encoding: without it a spreadsheet reads “Łódź” as something else.
const head = `\ufeff${csvLine(columns.map(([name]) => name))}`
