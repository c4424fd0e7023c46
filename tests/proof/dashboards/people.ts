import { type Ask, wanted } from '../kit/api.ts'
import { signIn } from '../kit/session.ts'

const PASSWORD = 'correct horse battery'

/**
 * People who are signed in.
 * @param url the server's address, which is the origin of their consoles too
 * @param ask with an administrator's rights
 * @returns what goes with each of their requests
 */
export async function people(url: string, ask: Ask, count = 10): Promise<Record<string, string>[]> {
  const sessions: Record<string, string>[] = []
  for (let i = 1; i <= count; i++) {
    const email = `watcher-${i}@example.com`
    const body = { name: `Watcher ${i}`, email, password: PASSWORD, role: 'operator' }
    wanted(await ask('POST', '/users', body), 201)
    sessions.push(await signIn(url, email, PASSWORD))
  }
  return sessions
}
