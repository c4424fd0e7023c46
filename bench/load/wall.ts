import { setTimeout as sleep } from 'node:timers/promises'
import { api, makeService, newId, wanted } from '../../tests/proof/kit/api.ts'
import { times } from '../../tests/proof/kit/chance.ts'

const PEOPLE = 10
const PASSWORD = 'correct horse battery'

/** What dashboards of a bench watch, and as whom. */
export interface Wall {
  serviceId: string
  conversations: string[]
  /** The headers of people who are signed in: each dashboard takes one of them. */
  sessions: Record<string, string>[]
}

/** Makes people who sign in, a service and conversations in it, all through the API. */
export async function wallOf(url: string, key: string, count: number): Promise<Wall> {
  const ask = api(url, key)
  const sessions = await people(url, key)
  const serviceId = await makeService(ask, { name: 'Tech Support', ai: 'external' })
  const conversations: string[] = []
  await times(count, 32, async () => {
    const id = newId()
    wanted(await ask('POST', '/conversations', { id, serviceId, customer: { name: 'Kim' } }), 201)
    wanted(await ask('POST', `/conversations/${id}/messages`, { role: 'customer', text: 'Where is my parcel?' }), 201)
    conversations.push(id)
  })
  return { serviceId, conversations, sessions }
}

async function people(url: string, key: string): Promise<Record<string, string>[]> {
  const ask = api(url, key)
  const sessions: Record<string, string>[] = []
  for (let i = 1; i <= PEOPLE; i++) {
    const email = `watcher-${i}@example.com`
    wanted(await ask('POST', '/users', { name: `Watcher ${i}`, email, password: PASSWORD, role: 'operator' }), 201)
    sessions.push({ cookie: await signIn(url, email), origin: url })
  }
  return sessions
}

async function signIn(url: string, email: string): Promise<string> {
  for (let tries = 0; ; tries++) {
    const answer = await fetch(`${url}/api/auth/sign-in/email`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: url },
      body: JSON.stringify({ email, password: PASSWORD }),
    })
    await answer.arrayBuffer()
    if (answer.ok)
      return answer.headers
        .getSetCookie()
        .map((line) => line.split(';')[0])
        .join('; ')
    if (answer.status !== 429 || tries > 20) throw new Error(`sign-in: ${answer.status}`)
    await sleep(1_000)
  }
}
