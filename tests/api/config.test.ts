import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readConfig, StartError } from '../../server/config.ts'

const sentence = (environment: Record<string, string>): string => {
  try {
    readConfig(environment)
  } catch (error) {
    if (error instanceof StartError) return error.message
    throw error
  }
  return 'it was accepted'
}

describe('B14: a wrong value stops the start with one sentence that names the variable and what it may be', () => {
  test.each<[Record<string, string>, string]>([
    [{ PORT: 'http' }, 'PORT must be a number from 0 to 65535.'],
    [{ PORT: '-1' }, 'PORT must be a number from 0 to 65535.'],
    [{ PORT: '65536' }, 'PORT must be a number from 0 to 65535.'],
    [{ PORT: '3000.5' }, 'PORT must be a number from 0 to 65535.'],
    [{ PUBLIC_URL: 'baton.example.com' }, 'PUBLIC_URL must be an address such as https://baton.example.com.'],
    [{ PUBLIC_URL: 'ftp://baton.example.com' }, 'PUBLIC_URL must be an address such as https://baton.example.com.'],
    [{ DATABASE_URL: 'mysql://x' }, 'DATABASE_URL must be of the form postgres://user:password@host:5432/name.'],
    [{ DATABASE_URL: 'localhost' }, 'DATABASE_URL must be of the form postgres://user:password@host:5432/name.'],
    [
      { NATS_URL: 'localhost:4222' },
      'NATS_URL must be of the form nats://user:password@host:4222, or several of them with commas.',
    ],
    [
      { NATS_URL: 'nats://a:4222,http://b' },
      'NATS_URL must be of the form nats://user:password@host:4222, or several of them with commas.',
    ],
    [{ BATON_ADMIN_EMAIL: 'ada', BATON_ADMIN_PASSWORD: 'long enough' }, 'BATON_ADMIN_EMAIL must be an e-mail address.'],
    [
      { BATON_ADMIN_EMAIL: 'a@example.com', BATON_ADMIN_PASSWORD: 'short' },
      'BATON_ADMIN_PASSWORD must have 8 to 128 characters.',
    ],
    [
      { BATON_ADMIN_EMAIL: 'a@example.com', BATON_ADMIN_PASSWORD: 'x'.repeat(129) },
      'BATON_ADMIN_PASSWORD must have 8 to 128 characters.',
    ],
    [{ BATON_ADMIN_EMAIL: 'a@example.com' }, 'BATON_ADMIN_EMAIL and BATON_ADMIN_PASSWORD must be given together.'],
    [{ BATON_ADMIN_PASSWORD: 'long enough' }, 'BATON_ADMIN_EMAIL and BATON_ADMIN_PASSWORD must be given together.'],
    [{ BATON_BOOTSTRAP_KEY: 'short' }, 'BATON_BOOTSTRAP_KEY must have 16 to 256 printable characters without spaces.'],
    [
      { BATON_BOOTSTRAP_KEY: 'with spaces in it, so none' },
      'BATON_BOOTSTRAP_KEY must have 16 to 256 printable characters without spaces.',
    ],
    [{ BATON_SECRET: 'short' }, 'BATON_SECRET must have at least 32 characters.'],
    [
      { AI_BASE_URL: 'api.example.com', AI_MODEL: 'm' },
      'AI_BASE_URL must be an address such as https://api.example.com/v1.',
    ],
    [{ AI_BASE_URL: 'https://api.example.com/v1' }, 'AI_BASE_URL and AI_MODEL must be given together.'],
    [{ AI_MODEL: 'm' }, 'AI_BASE_URL and AI_MODEL must be given together.'],
    [{ TRUST_PROXY: 'true' }, 'TRUST_PROXY must be yes or no.'],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL must be debug, info, warn, error or silent.'],
  ])('B14: %j', (environment, expected) => {
    expect(sentence(environment)).toBe(expected)
  })
})

describe('what the program takes when nothing is said', () => {
  test('B14: api.md’s defaults', () => {
    expect(readConfig({})).toMatchObject({
      port: 3000,
      host: '127.0.0.1',
      publicUrl: 'http://localhost:3000',
      dataDir: resolve('.data'),
      databaseUrl: undefined,
      admin: undefined,
      bootstrapKey: undefined,
      model: undefined,
      trustProxy: false,
    })
  })

  test('an empty variable is none', () => {
    expect(readConfig({ PORT: '', DATABASE_URL: '', BATON_BOOTSTRAP_KEY: '' })).toEqual(readConfig({}))
  })

  test('what it is told it takes, tidied', () => {
    const config = readConfig({
      PORT: '0',
      PUBLIC_URL: 'https://baton.example.com//',
      DATABASE_URL: 'postgresql://u:p@h/n',
      BATON_ADMIN_EMAIL: 'Ada@Example.com',
      BATON_ADMIN_PASSWORD: 'long enough',
      AI_BASE_URL: 'http://localhost:11434/v1',
      AI_MODEL: 'small',
      TRUST_PROXY: 'yes',
      SOMETHING_ELSE: 'that is not ours',
    })
    expect(config).toMatchObject({
      port: 0,
      publicUrl: 'https://baton.example.com',
      databaseUrl: 'postgresql://u:p@h/n',
      admin: { email: 'ada@example.com', password: 'long enough' },
      model: { baseUrl: 'http://localhost:11434/v1', apiKey: undefined, model: 'small' },
      trustProxy: true,
    })
  })
})
