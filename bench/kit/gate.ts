import pino from 'pino'
import { type Connections, connect } from '../../db/connect.ts'
import { migrate } from '../../db/migrate.ts'
import { noDetection } from '../../domain/flags.ts'
import { isRefusal } from '../../domain/refusal.ts'
import { actorFor, type Principal } from '../../domain/rights.ts'
import { noBus } from '../../server/bus/bus.ts'
import { bodyHash, systemClock } from '../../server/clock.ts'
import { detect } from '../../server/detectors/index.ts'
import { createGate, type Done, type Gate } from '../../server/gate/gate.ts'
import { createHub, type Hub } from '../../server/hub/hub.ts'
import { createMetrics } from '../../server/metrics.ts'

/** The gate as `server/main.ts` builds it, in this process: a real hub, the real detectors, one workspace with one service. */
export interface Scene {
  workspaceId: string
  serviceId: string
  conversations: string[]
  database: Connections
  gate: Gate
  hub: Hub
  /** A customer's message, as the route gives it to the gate for a program's key. */
  say(conversationId: string, text: string): Promise<Done>
  stop(): Promise<void>
}

const AT_ONCE = 200
const clock = systemClock

/**
 * @param url an empty database
 * @param ai who answers: with `external` a customer's message makes no task
 */
export async function openScene(
  url: string,
  {
    conversations,
    ai = 'external',
    onTasks,
  }: { conversations: number; ai?: 'external' | 'builtin'; onTasks?: () => void },
): Promise<Scene> {
  await migrate(url)
  const database = connect(url)
  const { sql, commits, slow } = database
  const workspaceId = clock.newId()
  await sql`insert into workspaces (id, name) values (${workspaceId}, 'Bench')`
  await sql`insert into heads (workspace_id) values (${workspaceId})`
  const metrics = createMetrics(pino({ level: 'error' }, pino.destination(2)))
  const hub = createHub({ sql, slow, clock, bus: noBus })
  await hub.feed(workspaceId)
  const gate = createGate({ sql, commits, hub, clock, detect, metrics, sees: () => null, ...(onTasks && { onTasks }) })
  const program: Principal = {
    kind: 'key',
    workspaceId,
    id: clock.newId(),
    name: 'Bench',
    scopes: new Set(['conversation:write', 'service:write']),
  }
  const serviceId = clock.newId()

  async function put(
    request: Omit<Parameters<Gate['execute']>[0], 'commandId' | 'bodyHash'>,
    body: unknown,
  ): Promise<Done> {
    const done = await gate.execute({ ...request, commandId: clock.newId(), bodyHash: bodyHash(body) })
    if (isRefusal(done)) throw new Error(`${request.command.name}: ${done.refused}`)
    return done
  }

  await put(
    {
      principal: program,
      actor: actorFor(program),
      command: {
        name: 'createService',
        service: {
          id: serviceId,
          name: 'Tech Support',
          mode: 'human_supported',
          ai,
          agent: 'Assistant',
          instructions: '',
          allowHandoff: true,
          webhookUrl: null,
          sample: false,
        },
      },
    },
    {},
  )
  const ids: string[] = []
  const customer = actorFor(program, { role: 'customer' })
  for (let from = 0; from < conversations; from += AT_ONCE)
    await Promise.all(
      Array.from({ length: Math.min(AT_ONCE, conversations - from) }, async (_, k) => {
        const conversationId = clock.newId()
        ids.push(conversationId)
        const command = {
          name: 'openConversation' as const,
          conversationId,
          serviceId,
          customer: { name: `Customer ${from + k}` },
          channel: 'api',
        }
        await put({ principal: program, actor: customer, command }, {})
        await say(conversationId, `Where is my parcel number ${from + k}?`)
      }),
    )

  function say(conversationId: string, text: string): Promise<Done> {
    const body = { role: 'customer', text }
    const command = {
      name: 'addMessage' as const,
      conversationId,
      messageId: clock.newId(),
      role: 'customer' as const,
      text,
      detection: noDetection,
      given: {},
    }
    return put({ principal: program, actor: customer, command }, body)
  }

  return {
    workspaceId,
    serviceId,
    conversations: ids,
    database,
    gate,
    hub,
    say,
    async stop() {
      await gate.stop()
      hub.stop()
      await database.end()
    },
  }
}
