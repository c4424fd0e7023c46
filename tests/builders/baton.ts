// The real thing for a test file: the whole program on a database of its own and a port of its own, and people to use it.
import postgres from 'postgres'
import { uuidV7 } from '../../domain/ids.ts'
import type { ConversationView, ServiceView } from '../../domain/wire.ts'
import { readConfig } from '../../server/config.ts'
import { type Baton, start } from '../../server/main.ts'
import { freshDatabase } from '../database.ts'
import { type Caller, caller } from './caller.ts'

export const newId = () => uuidV7(Date.now(), crypto.getRandomValues(new Uint8Array(10)))

/** Long enough to sign with: tests make tokens of other times with it. */
export const SECRET = 'a secret of the tests, which is long enough'
const KEY = 'bootstrap-key-of-the-tests'
const PASSWORD = 'correct horse battery'

/** Somebody who is signed in at the console. */
export interface Human extends Caller {
  id: string
  name: string
  email: string
  password: string
}

/** A conversation that began, with what its parts need. */
export interface Begun {
  id: string
  /** Its customer. */
  customer: Caller
  token: string
  turn: number
  messageId: string
}

export interface Running {
  url: string
  /** A program with every scope. */
  key: Caller
  /** Its database, past the program. */
  sql: postgres.Sql
  databaseUrl: string
  workspaceId: string
  stranger: Caller
  /** Somebody with these headers. */
  as(headers: Record<string, string>): Caller
  bearer(token: string): Caller
  admin(): Promise<Human>
  /** A new person of the team, signed in. */
  human(name: string, role?: 'admin' | 'operator'): Promise<Human>
  signIn(email: string, password: string): Promise<Caller>
  service(over?: object): Promise<ServiceView>
  /** A conversation with a first message of its customer. */
  begin(serviceId: string, text?: string): Promise<Begun>
  read(id: string): Promise<ConversationView>
  /** Stops it and starts it again on the same database, at another port. */
  restart(): Promise<void>
  stop(): Promise<void>
}

/**
 * Starts Baton for a test file.
 * @param environment beside what a test needs: variables of the program
 * @example
 * let baton: Running
 * beforeAll(async () => { baton = await startBaton() })
 * afterAll(() => baton.stop())
 */
export async function startBaton(
  environment: Record<string, string> = {},
  through: (databaseUrl: string) => Promise<string> | string = (url) => url,
): Promise<Running> {
  const database = await freshDatabase()
  const config = readConfig({
    PORT: '0',
    DATABASE_URL: await through(database.url),
    BATON_BOOTSTRAP_KEY: KEY,
    BATON_ADMIN_EMAIL: 'ada@example.com',
    BATON_ADMIN_PASSWORD: PASSWORD,
    BATON_SECRET: SECRET,
    LOG_LEVEL: process.env.TEST_LOG ?? 'silent',
    ...environment,
  })
  const sql = postgres(database.url, { max: 3, onnotice: () => {}, connection: { application_name: 'test' } })
  let program: Baton = await start(config)
  let admin: Promise<Human> | undefined
  let names = 0
  const url = () => program.url.replace('localhost', '127.0.0.1')
  const as = (headers: Record<string, string>) => caller(url, headers)
  const key = as({ authorization: `Bearer ${KEY}` })
  const [workspace] = await sql<{ id: string }[]>`select id from workspaces order by created_at limit 1`

  async function signIn(email: string, password: string): Promise<Caller> {
    const answer = await as({}).post('/api/auth/sign-in/email', { email, password })
    if (answer.status !== 200) throw new Error(`sign-in: ${answer.status} ${answer.text}`)
    const cookie = answer.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ')
    return as({
      cookie,
      // Read anew for each request: a restarted Baton has another port.
      get origin() {
        return url()
      },
    })
  }

  async function human(name: string, role: 'admin' | 'operator' = 'operator'): Promise<Human> {
    const email = `${name.toLowerCase()}-${++names}@example.com`
    const made = await key.post('/users', { name, email, password: PASSWORD, role })
    return { ...(await signIn(email, PASSWORD)), id: made.expect(201).body.id, name, email, password: PASSWORD }
  }

  return {
    get url() {
      return url()
    },
    key,
    sql,
    databaseUrl: database.url,
    workspaceId: workspace?.id ?? '',
    stranger: as({}),
    as,
    bearer: (token) => as({ authorization: `Bearer ${token}` }),
    admin: () => {
      admin ??= human('Ada', 'admin')
      return admin
    },
    human,
    signIn,
    async service(over = {}) {
      return (await key.post('/services', { name: 'Tech Support', ...over })).expect(201).body
    },
    async begin(serviceId, text = 'Where is my parcel?') {
      const opened = (await key.post('/conversations', { serviceId, customer: { name: 'Kim' } })).expect(201).body
      const said = await key.post(`/conversations/${opened.id}/messages`, { role: 'customer', text })
      const { message, conversation } = said.expect(201).body
      const token = opened.customerToken as string
      return {
        id: opened.id,
        token,
        customer: as({ authorization: `Bearer ${token}` }),
        turn: conversation.turn,
        messageId: message.id,
      }
    },
    read: async (id) => (await key.get(`/conversations/${id}`)).expect(200).body,
    async restart() {
      await program.stop()
      program = await start(config)
    },
    async stop() {
      await program.stop()
      await sql.end({ timeout: 1 })
      await database.drop()
    },
  }
}
