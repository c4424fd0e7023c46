import postgres from 'postgres'
import type { Conversation } from '../../domain/conversation.ts'
import type { Event, NewEvent } from '../../domain/events.ts'
import { evolve } from '../../domain/evolve.ts'
import type { Why } from '../../domain/flags.ts'
import { makeCustomer } from '../../server/demo/core/people.ts'
import { newId, seeded } from '../../server/demo/core/random.ts'
import { scripts } from '../../server/demo/scripts/index.ts'

const PAGE = 2_000

/**
 * Writes open conversations into the database of a Baton that is stopped: their events, and the folds of these by the
 * product's own `evolve`, as commits leave them. Through the API a hundred thousand of them would take minutes.
 * @returns their ids
 */
export async function fill(databaseUrl: string, serviceId: string, count: number): Promise<string[]> {
  const sql = postgres(databaseUrl, {
    max: 1,
    onnotice: () => {},
    types: { int8: { to: 20, from: [20], serialize: String, parse: Number } },
  })
  const random = seeded(7)
  const ids: string[] = []
  try {
    const [head] = await sql<{ ws: string; seq: number }[]>`select workspace_id as ws, seq from heads limit 1`
    if (!head) throw new Error('There is no workspace to fill.')
    let { seq } = head
    // Of the team, else a start would give back what they hold.
    await sql`with u as (insert into users (id, name, email)
        select p.id, p.name, p.id || '@example.com' from jsonb_to_recordset(${JSON.stringify(people)}::text::jsonb) p(id text, name text)
        on conflict do nothing returning id)
      insert into members (workspace_id, user_id, role) select ${head.ws}, id, 'operator' from u`
    while (ids.length < count) {
      const events: (Event & { publicSeq: number | null })[] = []
      const states: Conversation[] = []
      for (let i = 0; i < PAGE && ids.length < count; i++) {
        const id = newId()
        ids.push(id)
        let state: Conversation | null = null
        for (const event of told(random, ids.length, serviceId)) {
          const at = new Date(Date.now() - random() * 3_600_000).toISOString()
          const numbered: Event = { ...event, seq: ++seq, conversationId: id, at }
          const before: number = state?.publicCount ?? 0
          state = evolve(state, numbered)
          const count = state?.publicCount ?? 0
          events.push({ ...numbered, publicSeq: count > before ? count : null })
        }
        if (state) states.push(state)
      }
      await write(sql, head.ws, seq, events, states)
    }
    await sql`analyze`
    return ids
  } finally {
    await sql.end()
  }
}

/** The beginning of one of the demo's conversations; one in fifteen asks for a person, one in ten is held by one. */
function told(random: () => number, number: number, serviceId: string): NewEvent[] {
  const script = scripts[Math.floor(random() * scripts.length)]
  const beats = (script?.beats ?? []).filter((beat) => beat.kind === 'customer' || beat.kind === 'ai')
  const order = `order NL-${String(Math.floor(random() * 1e6)).padStart(6, '0')}`
  const customer = { kind: 'customer', via: 'api' } as const
  const agent = { kind: 'agent', name: script?.agent ?? 'Orders', via: 'api' } as const
  const events: NewEvent[] = [
    {
      type: 'conversation.opened',
      actor: customer,
      data: {
        serviceId,
        customer: makeCustomer(random, `customer-${number}`),
        channel: 'api',
        agent: agent.name,
        previousId: null,
        epoch: 0,
      },
    },
  ]
  let messageId = ''
  for (const beat of beats.slice(0, 1 + Math.floor(random() * 4))) {
    const text = beat.text.replaceAll('{order}', order)
    const [actor, role] = beat.kind === 'ai' ? ([agent, 'ai'] as const) : ([customer, 'customer'] as const)
    messageId = newId()
    const author = beat.kind === 'ai' ? agent.name : null
    events.push({ type: 'message.added', actor, data: { message: { id: messageId, role, text, author }, turn: 1 } })
  }
  const chance = random()
  if (chance < 1 / 15) {
    const why: Why = { quote: 'Can I talk to a person?', cues: ['talk to a person'], score: 0.97, by: 'detector' }
    events.push({ type: 'flag.raised', actor: customer, data: { kind: 'help_requested', messageId, why } })
  } else if (chance < 1 / 6) {
    const person = people[Math.floor(random() * people.length)] ?? { id: '', name: '' }
    const actor = { kind: 'operator', ...person, via: 'console' } as const
    events.push({ type: 'conversation.claimed', actor, data: { owner: person, epoch: 0 } })
  }
  return events
}

const people = ['Ada', 'Bo', 'Chris', 'Dina', 'Eli'].map((name) => ({ id: newId(), name }))

async function write(
  sql: postgres.Sql,
  ws: string,
  seq: number,
  events: (Event & { publicSeq: number | null })[],
  states: Conversation[],
): Promise<void> {
  const rows = events.map((event) => ({
    ...event,
    commandId: newId(),
    messageId: event.type === 'message.added' ? event.data.message.id : null,
  }))
  await sql.begin(async (sql) => {
    await sql`insert into events (workspace_id, seq, conversation_id, type, actor, at, command_id, message_id, public_seq, data)
      select ${ws}, e.seq, e."conversationId", e.type, e.actor, e.at, e."commandId", e."messageId", e."publicSeq", e.data
      from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) e(seq bigint, "conversationId" uuid, type text,
        actor jsonb, at timestamptz, "commandId" uuid, "messageId" uuid, "publicSeq" int, data jsonb)`
    await sql`insert into conversations (workspace_id, id, service_id, version, open, owner_id, open_flags, started_at, search, state)
      select ${ws}, (s->>'id')::uuid, (s->>'serviceId')::uuid, (s->>'version')::bigint, true, s->'owner'->>'id',
        array(select f->>'kind' from jsonb_array_elements(s->'flags') f), (s->>'startedAt')::timestamptz,
        lower(concat_ws(' ', s->>'openingQuestion', s->>'agent', s->'customer'->>'name')), s
      from jsonb_array_elements(${JSON.stringify(states)}::text::jsonb) s`
    await sql`update heads set seq = ${seq}, at = now() where workspace_id = ${ws}`
  })
}
