import { createServer } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Ask, newId, openConversation, wanted } from '../kit/api.ts'
import type { Witness } from '../kit/log.ts'
import type { Reading } from '../kit/stream.ts'
import type { Timer } from './timers.ts'

/** Timers that were set, by the conversation in which they fire, and when a stream showed that they did. */
export interface WatchedTimers {
  timers: Timer[]
  stop(): void
}

const looks = new WeakMap<Timer, string>()

/** Looks at a stream all the time, and notes when each frame came that says that a timer fired. */
export function watchTimers(reading: Reading): WatchedTimers {
  const timers: Timer[] = []
  let seen = 0
  const look = setInterval(() => {
    for (; seen < reading.frames.length; seen++) {
      const frame = reading.frames[seen]?.data as {
        type: string
        conversationId?: string
        data: Record<string, unknown>
      }
      const woke = frame.type === 'flag.reopened' && frame.data.because === 'snooze_over'
      const ended = frame.type === 'conversation.resolved' && frame.data.reason === 'silence'
      if (!woke && !ended) continue
      for (const timer of timers) if (looks.get(timer) === frame.conversationId) timer.fired.push(performance.now())
    }
  }, 20)
  return { timers, stop: () => clearInterval(look) }
}

/** A customer asks for a person, and the flag is snoozed for a minute. */
export async function snooze(
  ask: Ask,
  { operatorId, service, watched }: { operatorId: string; service: string; watched: WatchedTimers },
  name: string,
): Promise<void> {
  const id = await openConversation(ask, service)
  const body = { id: newId(), role: 'customer', text: 'I want to talk to a human being, please.' }
  const said = wanted(await ask('POST', `/conversations/${id}/messages`, body), 201).body.conversation
  if ((said as { flags?: unknown[] } | undefined)?.flags?.length !== 1)
    throw new Error('No flag was raised to be snoozed.')
  const timer: Timer = { name, asked: performance.now(), set: 0, wait: 60_000, fired: [] }
  looks.set(timer, id)
  watched.timers.push(timer)
  wanted(await ask('POST', `/conversations/${id}/flags`, { as: 'snoozed', minutes: 1, operatorId }, newId()), 200)
  timer.set = performance.now()
}

/** Three conversations that fall silent now; one of them a person has, and it never ends by itself. */
export async function silences(ask: Ask, service: string, operatorId: string, wait: number): Promise<Timer[]> {
  const timers: Timer[] = []
  for (const held of [false, false, true]) {
    const asked = performance.now()
    const id = await openConversation(ask, service)
    wanted(await ask('POST', `/conversations/${id}/messages`, { id: newId(), role: 'customer', text: 'Thanks.' }), 201)
    if (held) wanted(await ask('POST', `/conversations/${id}/takeover`, { operatorId }, newId()), 200)
    const name = held ? 'an end by silence of what a person has' : 'an end by silence'
    const timer: Timer = { name, asked, set: performance.now(), wait, fired: [], ...(held && { never: true }) }
    looks.set(timer, id)
    timers.push(timer)
  }
  return timers
}

/** The shortest wait after the first and the second try of an answer, in milliseconds (server/worker.ts). */
const LEAST = [500, 1_000]

/** A bot that fails twice at each question before it answers, so that the third try waits twice. */
export async function failingBot() {
  const tries = new Map<string, { came: number; went: number }[]>()
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (piece) => {
      body += piece
    })
    request.on('end', () => {
      const { conversationId } = JSON.parse(body) as { conversationId: string }
      const before = tries.get(conversationId) ?? []
      const now = performance.now()
      tries.set(conversationId, [...before, { came: now, went: now }])
      if (before.length < LEAST.length) response.writeHead(500).end()
      else response.writeHead(200, { 'content-type': 'application/json' }).end('{"text":"Here I am."}')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}/`,
    /** One question every two seconds, each in a conversation of its own. */
    async questions(ask: Ask, service: string, stopped: () => boolean): Promise<string[]> {
      const asked: string[] = []
      while (!stopped()) {
        const id = await openConversation(ask, service)
        wanted(await ask('POST', `/conversations/${id}/messages`, { id: newId(), role: 'customer', text: 'And?' }), 201)
        asked.push(id)
        await sleep(2_000)
      }
      return asked
    },
    /** The waits between tries as timers, each of which fired when the next try came. */
    waits: (): Timer[] =>
      [...tries].flatMap(([id, all]) =>
        LEAST.flatMap((wait, i) => {
          const [before, after] = [all[i], all[i + 1]]
          if (!before || !after) return []
          return [
            {
              name: `wait ${i + 1} for the answer in ${id}`,
              asked: before.came,
              set: before.went,
              wait,
              fired: [after.came],
            },
          ]
        }),
      ),
    /**
     * Each question has one answer in the end, whatever happened to its tries. One whose next try was set by a clock that was
     * ahead waits for that time, as a snooze of then does: it is there, and due later.
     */
    async answeredOnce(see: Witness, asked: string[]): Promise<{ broken: string[]; later: number }> {
      const answers = async () => {
        const rows = await see.sql<{ id: string; answers: number }[]>`
          select conversation_id as id, count(*)::int as answers from events
          where type = 'message.added' and data -> 'message' ->> 'role' = 'ai' group by conversation_id`
        return new Map(rows.map(({ id, answers }) => [id, answers]))
      }
      let found = await answers()
      for (const until = performance.now() + 30_000; performance.now() < until; await sleep(500)) {
        if (asked.every((id) => found.get(id))) break
        found = await answers()
      }
      const rows = await see.sql<{ lane: string }[]>`
        select lane from tasks where kind = 'answer' and not dead and run_at > clock_timestamp() + interval '10 minutes'`
      const waits = new Set(rows.map(({ lane }) => lane))
      const later = asked.filter((id) => !found.get(id) && waits.has(`answer:${id}`))
      return {
        later: later.length,
        broken: asked
          .filter((id) => found.get(id) !== 1 && !later.includes(id))
          .map((id) => `L12: a question in ${id} was answered ${found.get(id) ?? 0} times`),
      }
    },
    stop: () => {
      server.closeAllConnections()
      return new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}
