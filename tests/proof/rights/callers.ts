import { Scope, UserRole } from '../../../domain/rights.ts'
import { api, newId, wanted } from '../kit/api.ts'
import type { Witness } from '../kit/log.ts'
import type { Here } from '../kit/server.ts'

/** What every name and text of the first workspace holds: none of it may show up in an answer to anybody outside. */
export const MARK = 'xq7-ours'

/** One caller of the table. */
export interface Caller {
  name: string
  kind: 'stranger' | 'forged' | 'customer' | 'other customer' | 'person' | 'key' | 'foreign page'
  /** Of the second workspace. */
  abroad: boolean
  headers: Record<string, string>
  scopes: readonly Scope[]
  /** The role, and the person, of those who are one. */
  role: UserRole | null
  personId: string | null
}

const PASSWORD = 'correct horse battery staple'

/** Everybody who tries every route: strangers, customers, people, keys with one scope each, and the same of another workspace. */
export async function makeCallers(server: Here, see: Witness): Promise<{ callers: Caller[]; abroad: string }> {
  const ask = api(server.url, server.key)
  const ours = await see.workspaceId()
  const abroad = await secondWorkspace(see)
  const callers: Caller[] = [
    caller('a stranger', 'stranger'),
    caller('a forged key', 'forged', { headers: { authorization: `Bearer bk_${'x'.repeat(43)}` } }),
    caller('a forged token', 'forged', { headers: { authorization: `Bearer ct_${'x'.repeat(40)}.${'x'.repeat(43)}` } }),
    caller('an unknown session', 'forged', { headers: { cookie: 'baton.session_token=x.y', origin: server.url } }),
  ]
  for (const role of UserRole.options) {
    const email = `${role}@${MARK}.example`
    const person = { name: `${MARK} ${role}`, email, password: PASSWORD, role }
    const { id } = wanted(await ask('POST', '/users', person), 201).body
    const session = { role, personId: String(id), headers: await signIn(server, email) }
    callers.push(caller(`an ${role}`, 'person', session))
    const { cookie } = session.headers
    callers.push(
      caller(`an ${role}'s cookie from a foreign page`, 'foreign page', {
        role,
        personId: String(id),
        headers: { cookie: String(cookie), origin: 'https://evil.example' },
      }),
    )
    const foreign = await personAbroad(see, abroad, ours, role)
    callers.push(
      caller(`an ${role} abroad`, 'person', {
        role,
        abroad: true,
        personId: foreign.id,
        headers: await signIn(server, foreign.email),
      }),
    )
  }
  for (const scope of Scope.options)
    callers.push(caller(`a key with ${scope}`, 'key', { scopes: [scope], headers: await key(see, ours, [scope]) }))
  for (const away of [false, true])
    callers.push(
      caller(`a key with every scope${away ? ' abroad' : ''}`, 'key', {
        abroad: away,
        scopes: Scope.options,
        headers: await key(see, away ? abroad : ours, Scope.options),
      }),
    )
  return { callers, abroad }
}

const caller = (name: string, kind: Caller['kind'], more: Partial<Caller> = {}): Caller => ({
  name,
  kind,
  abroad: false,
  headers: {},
  scopes: [],
  role: null,
  personId: null,
  ...more,
})

async function key(see: Witness, workspaceId: string, scopes: readonly Scope[]): Promise<Record<string, string>> {
  const text = `proof-${crypto.randomUUID()}`
  await see.sql`insert into api_keys (workspace_id, id, name, prefix, hash, scopes) values (${workspaceId}, ${newId()},
    'proof', 'proof', rtrim(translate(encode(sha256(${text}::bytea), 'base64'), '+/', '-_'), '='), ${see.sql.array([...scopes])})`
  return { authorization: `Bearer ${text}` }
}

async function secondWorkspace(see: Witness): Promise<string> {
  const id = newId()
  await see.sql`insert into workspaces (id, name, created_at) values (${id}, 'Abroad', now() + interval '1 hour')`
  await see.sql`insert into heads (workspace_id) values (${id})`
  return id
}

/** With the password of somebody of ours: no route makes a person in another workspace. */
async function personAbroad(
  see: Witness,
  abroad: string,
  ours: string,
  role: string,
): Promise<{ id: string; email: string }> {
  const person = { id: newId(), email: `${role}@abroad.example` }
  await see.sql`insert into users (id, name, email) values (${person.id}, ${`Abroad ${role}`}, ${person.email})`
  await see.sql`insert into members (workspace_id, user_id, role) values (${abroad}, ${person.id}, ${role})`
  await see.sql`insert into accounts (id, user_id, account_id, provider_id, password)
    select ${newId()}, ${person.id}, ${person.id}, 'credential', a.password from accounts a
    join members m on m.user_id = a.user_id where m.workspace_id = ${ours} and m.role = ${role} and a.password is not null limit 1`
  return person
}

async function signIn(server: Here, email: string): Promise<Record<string, string>> {
  const response = await fetch(`${server.url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: server.url },
    body: JSON.stringify({ email, password: PASSWORD }),
  })
  if (!response.ok) throw new Error(`${email} cannot sign in: ${response.status} ${await response.text()}`)
  const cookie = response.headers
    .getSetCookie()
    .map((text) => text.split(';')[0])
    .join('; ')
  return { cookie, origin: server.url }
}
