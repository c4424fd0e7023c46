import type { Person } from '../../../domain/actor.ts'
import type { Call } from './call.ts'
import { must } from './stop.ts'

/**
 * An operator by e-mail: that of an earlier run, else a new one. Nobody knows the new one's password, so nobody signs in as it.
 * @throws Stop when the key may not
 */
export async function ensureOperator(
  call: Call,
  { name, email }: { name: string; email: string },
  newId: () => string,
): Promise<Person> {
  const { items } = (await must(call('GET', '/users?limit=500'), 'read the users')) as {
    items: (Person & { email: string })[]
  }
  const found = items.find((user) => user.email.toLowerCase() === email)
  if (found) return { id: found.id, name: found.name }
  const password = `${crypto.randomUUID()}${crypto.randomUUID()}`
  const made = await must(
    call('POST', '/users', { name, email, password, role: 'operator' }, newId()),
    'create an operator',
  )
  return { id: (made as Person).id, name }
}
