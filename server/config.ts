import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

const articles = fileURLToPath(new URL('../articles', import.meta.url))

const url = (what: string, protocols: string[]) =>
  z.string().refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol), `must be ${what}`)

const isNatsUrl = (text: string): boolean =>
  text.split(',').every((one) => {
    const address = one.trim()
    if (!URL.canParse(address)) return false
    const { protocol, hostname, pathname } = new URL(address)
    return ['nats:', 'tls:'].includes(protocol) && hostname !== '' && ['', '/'].includes(pathname)
  })

const port = z
  .string()
  .regex(/^\d{1,5}$/, 'must be a number from 0 to 65535')
  .transform(Number)
  .refine((n) => n <= 65535, 'must be a number from 0 to 65535')

const Environment = z.object({
  PORT: port.default(3000),
  HOST: z.string().min(1, 'must be an address to listen on, such as 127.0.0.1').default('127.0.0.1'),
  PUBLIC_URL: url('an address such as https://baton.example.com', ['http:', 'https:']).optional(),
  DATA_DIR: z.string().min(1, 'must be a folder').default('.data'),
  DATABASE_URL: url('of the form postgres://user:password@host:5432/name', ['postgres:', 'postgresql:']).optional(),
  NATS_URL: z
    .string()
    .refine(isNatsUrl, 'must be of the form nats://user:password@host:4222, or several of them with commas')
    .optional(),
  BATON_ADMIN_EMAIL: z.email('must be an e-mail address').optional(),
  BATON_ADMIN_PASSWORD: z
    .string()
    .min(8, 'must have 8 to 128 characters')
    .max(128, 'must have 8 to 128 characters')
    .optional(),
  BATON_BOOTSTRAP_KEY: z
    .string()
    .regex(/^[\x21-\x7e]{16,256}$/, 'must have 16 to 256 printable characters without spaces')
    .optional(),
  OIDC_ISSUER: url('an address such as https://id.example.com', ['http:', 'https:']).optional(),
  OIDC_CLIENT_ID: z.string().min(1, 'must not be empty').optional(),
  OIDC_CLIENT_SECRET: z.string().min(1, 'must not be empty').optional(),
  OIDC_NAME: z
    .string()
    .min(1, 'must not be empty')
    .max(40, 'must have at most 40 characters')
    .default('Single sign-on'),
  OIDC_NEW_PEOPLE: z.enum(['refuse', 'operators'], 'must be refuse or operators').default('refuse'),
  BATON_SECRET: z.string().min(32, 'must have at least 32 characters').optional(),
  AI_BASE_URL: url('an address such as https://api.example.com/v1', ['http:', 'https:']).optional(),
  AI_API_KEY: z.string().min(1, 'must not be empty').optional(),
  AI_MODEL: z.string().min(1, 'must not be empty').optional(),
  ARTICLES_DIR: z.string().min(1, 'must be a folder').default(articles),
  GEOIP_FILE: z.string().min(1, 'must be a file').optional(),
  PUSH_SERVICE: url('an address such as https://push.example.com', ['http:', 'https:']).optional(),
  TRUST_PROXY: z.enum(['yes', 'no'], 'must be yes or no').default('no'),
  BATON_RESTORED: z.enum(['yes', 'no'], 'must be yes or no').default('no'),
  BATON_DRAIN: z
    .string()
    .regex(/^\d{1,3}$/, 'must be seconds, from 0 to 999')
    .transform(Number)
    .default(0),
  LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'], 'must be debug, info, warn, error or silent')
    .default('warn'),
})

/** What the program was told, checked. Nothing else reads `process.env`. */
export interface Config {
  port: number
  host: string
  publicUrl: string
  dataDir: string
  databaseUrl: string | undefined
  /** Addresses of NATS with commas between them; with them several nodes serve one database. */
  natsUrl: string | undefined
  admin: { email: string; password: string } | undefined
  bootstrapKey: string | undefined
  secret: string | undefined
  /** The identity provider, and what becomes of those whom nobody added: `operators` makes them so. */
  oidc:
    | { issuer: string; clientId: string; clientSecret: string; name: string; newPeople: 'refuse' | 'operators' }
    | undefined
  model: { baseUrl: string; apiKey: string | undefined; model: string } | undefined
  articlesDir: string
  geoipFile: string | undefined
  /** The origin of a push service in one's own network; browsers name all others themselves. */
  pushService: string | null
  trustProxy: boolean
  /** Whether the data was put back from a copy: the log is another one then. */
  restored: boolean
  /** How long a stop waits after saying that it is not ready any more, in milliseconds. */
  drain: number
  logLevel: string
}

/** An error of whoever starts the program: one sentence, no stack. */
export class StartError extends Error {}

/**
 * @throws StartError that names the variable and what it may be
 */
export function readConfig(environment: Record<string, string | undefined>): Config {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  )
  const parsed = Environment.safeParse(given)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    throw new StartError(`${issue?.path.join('.')} ${issue?.message}.`)
  }
  const env = parsed.data
  if (Boolean(env.BATON_ADMIN_EMAIL) !== Boolean(env.BATON_ADMIN_PASSWORD))
    throw new StartError('BATON_ADMIN_EMAIL and BATON_ADMIN_PASSWORD must be given together.')
  const oidc = [env.OIDC_ISSUER, env.OIDC_CLIENT_ID, env.OIDC_CLIENT_SECRET]
  if (oidc.some(Boolean) && !oidc.every(Boolean))
    throw new StartError('OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET must be given together.')
  if (Boolean(env.AI_BASE_URL) !== Boolean(env.AI_MODEL))
    throw new StartError('AI_BASE_URL and AI_MODEL must be given together.')
  return {
    port: env.PORT,
    host: env.HOST,
    publicUrl: (env.PUBLIC_URL ?? `http://localhost:${env.PORT}`).replace(/\/+$/, ''),
    dataDir: resolve(env.DATA_DIR),
    databaseUrl: env.DATABASE_URL,
    natsUrl: env.NATS_URL,
    admin:
      env.BATON_ADMIN_EMAIL && env.BATON_ADMIN_PASSWORD
        ? { email: env.BATON_ADMIN_EMAIL.toLowerCase(), password: env.BATON_ADMIN_PASSWORD }
        : undefined,
    bootstrapKey: env.BATON_BOOTSTRAP_KEY,
    secret: env.BATON_SECRET,
    oidc:
      env.OIDC_ISSUER && env.OIDC_CLIENT_ID && env.OIDC_CLIENT_SECRET
        ? {
            issuer: env.OIDC_ISSUER.replace(/\/+$/, ''),
            clientId: env.OIDC_CLIENT_ID,
            clientSecret: env.OIDC_CLIENT_SECRET,
            name: env.OIDC_NAME,
            newPeople: env.OIDC_NEW_PEOPLE,
          }
        : undefined,
    model:
      env.AI_BASE_URL && env.AI_MODEL
        ? { baseUrl: env.AI_BASE_URL, apiKey: env.AI_API_KEY, model: env.AI_MODEL }
        : undefined,
    articlesDir: resolve(env.ARTICLES_DIR),
    geoipFile: env.GEOIP_FILE,
    pushService: env.PUSH_SERVICE ? new URL(env.PUSH_SERVICE).origin : null,
    trustProxy: env.TRUST_PROXY === 'yes',
    restored: env.BATON_RESTORED === 'yes',
    drain: env.BATON_DRAIN * 1_000,
    logLevel: env.LOG_LEVEL,
  }
}
