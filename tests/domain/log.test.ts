import { DrizzleQueryError } from 'drizzle-orm/errors'
import { describe, expect, it } from 'vitest'
import { createLog } from '../../server/log.ts'

const SECRET = 'a-session-token-of-somebody'

function said(error: unknown): Record<string, unknown> {
  let line = ''
  createLog('error', { write: (text) => void (line += text) }).error({ error, requestId: 'r-1' }, 'a bug')
  return JSON.parse(line)
}

describe('what a log line says of an error', () => {
  it('the reason, and where in the code', () => {
    const line = said(new TypeError('rows is not iterable'))
    expect(line).toMatchObject({ level: 50, requestId: 'r-1', msg: 'a bug' })
    expect(line.error).toMatchObject({ name: 'TypeError', message: 'rows is not iterable' })
    expect((line.error as { stack: string }).stack).toContain('log.test.ts')
  })

  it('L7, L8: of a query that failed neither its text nor what it was given, however it was wrapped', () => {
    const driver = Object.assign(new Error('duplicate key value violates unique constraint "sessions_token_unique"'), {
      code: '23505',
      detail: `Key (token)=(${SECRET}) already exists.`,
      parameters: [SECRET],
      query: `insert into sessions values ('${SECRET}')`,
    })
    for (const error of [driver, new DrizzleQueryError('insert into sessions values ($1)', [SECRET], driver)]) {
      const line = said(error)
      expect(JSON.stringify(line)).not.toContain(SECRET)
      expect(line.error).toMatchObject({ code: '23505', message: driver.message })
    }
  })

  it('L8: of a text that could not be read not the text', () => {
    const unreadable = Object.assign(new Error(`invalid input syntax for type uuid: "${SECRET}"`), { code: '22P02' })
    expect(said(unreadable).error).toMatchObject({ code: '22P02' })
    let json: unknown
    try {
      JSON.parse(`{"text": ${SECRET}}`)
    } catch (error) {
      json = error
    }
    for (const error of [unreadable, json]) expect(JSON.stringify(said(error))).not.toContain(SECRET)
  })

  it('of what is no error its kind, and of a sentence the sentence', () => {
    expect(said({ password: SECRET }).error).toBe('object')
    expect(said('NATS is away').error).toBe('NATS is away')
  })
})
