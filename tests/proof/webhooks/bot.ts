import { createHmac, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Ask, makeService, newId, openConversation, wanted } from '../kit/api.ts'
import { times } from '../kit/chance.ts'
import type { Witness } from '../kit/log.ts'

/** What the bot behind the outgoing webhook saw. */
export interface BotOutcome {
  asked: number
  tries: number
  /** Answers that were lost on the way, so that the question came again. */
  lost: number
  broken: string[]
}

/** A bot of which three answers in ten are lost: each question comes signed, again under its own id, and is answered once. */
export async function lossyBot(ask: Ask, see: Witness, questions: number): Promise<BotOutcome> {
  const broken: string[] = []
  const ids = new Map<string, Set<string>>()
  const secrets: string[] = []
  let tries = 0
  let lost = 0
  const server = createServer((request, response) => {
    const pieces: Buffer[] = []
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('end', () => {
      const body = Buffer.concat(pieces).toString()
      const fault = unsigned(request.headers, body, secrets[0] ?? '')
      if (fault) broken.push(`a question came ${fault}`)
      const { conversationId } = JSON.parse(body) as { conversationId: string }
      const known = ids.get(conversationId) ?? new Set<string>()
      ids.set(conversationId, known.add(String(request.headers['webhook-id'])))
      if (tries++ % 10 < 3) {
        lost++
        return void response.destroy()
      }
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"text":"It is on its way."}')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const webhookUrl = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/`
  try {
    const service = await makeService(ask, { ai: 'webhook', webhookUrl })
    secrets.push(String(wanted(await ask('GET', `/services/${service}/webhook`), 200).body.secret))
    const conversations: string[] = []
    await times(questions, 16, async () => {
      const id = await openConversation(ask, service)
      wanted(
        await ask('POST', `/conversations/${id}/messages`, { id: newId(), role: 'customer', text: 'Where is it?' }),
        201,
      )
      conversations.push(id)
    })
    const answers = await answered(see, service, conversations)
    for (const id of conversations) {
      const count = answers.get(id) ?? 0
      if (count !== 1) broken.push(`L12: a question in ${id} was answered ${count} times`)
      const named = ids.get(id)?.size ?? 0
      if (named !== 1) broken.push(`L4: the question in ${id} came under ${named} ids`)
    }
    return { asked: conversations.length, tries, lost, broken }
  } finally {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
}

/** Waits, two minutes at the most, until each was answered. @returns how often each was */
async function answered(see: Witness, service: string, conversations: string[]): Promise<Map<string, number>> {
  const count = async () => {
    const rows = await see.sql<{ id: string; answers: number }[]>`
      select e.conversation_id as id, count(*)::int as answers from events e
      join conversations c on c.workspace_id = e.workspace_id and c.id = e.conversation_id
      where c.service_id = ${service} and e.type = 'message.added' and e.data -> 'message' ->> 'role' = 'ai' group by 1`
    return new Map(rows.map(({ id, answers }) => [id, answers]))
  }
  let found = await count()
  for (const until = performance.now() + 120_000; performance.now() < until; await sleep(500)) {
    if (conversations.every((id) => found.get(id))) break
    found = await count()
  }
  return found
}

/** What is wrong with a request’s signature (https://www.standardwebhooks.com), or null. */
export function unsigned(headers: IncomingHttpHeaders, body: string, secret: string): string | null {
  const [id, at, signature] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => headers[name])
  if (!id || !at || typeof signature !== 'string') return 'unsigned'
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  const right = createHmac('sha256', key).update(`${id}.${at}.${body}`).digest()
  const given = Buffer.from(signature.replace(/^v1,/, ''), 'base64')
  if (given.length !== right.length || !timingSafeEqual(given, right)) return 'with a signature that is not Baton’s'
  return Math.abs(Date.now() / 1_000 - Number(at)) > 300 ? 'with an old time' : null
}
