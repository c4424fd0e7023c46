import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ServiceView } from '../../domain/wire.ts'
import { readConfig } from '../../server/config.ts'
import { type Baton, start } from '../../server/main.ts'
import { type Caller, caller } from '../builders/caller.ts'
import { listen } from '../builders/listener.ts'
import { freshDatabase, once } from '../database.ts'

const KEY = 'bootstrap-key-of-the-tests'

describe('L5: a log that was put back from a copy', () => {
  const name = `restored_${randomUUID().slice(0, 8)}`
  let url: string
  let drop: () => Promise<void>
  let baton: Baton
  let service: ServiceView
  const key: Caller = caller(() => baton.url.replace('localhost', '127.0.0.1'), { authorization: `Bearer ${KEY}` })
  const begin = async (environment: Record<string, string> = {}) => {
    baton = await start(
      readConfig({
        PORT: '0',
        DATABASE_URL: url,
        BATON_BOOTSTRAP_KEY: KEY,
        LOG_LEVEL: 'silent',
        ...environment,
      }),
    )
  }
  const cursor = async () => (await key.get('/stats')).expect(200).body.cursor as string
  const says = async () => {
    const { id } = (await key.post('/conversations', { serviceId: service.id })).expect(201).body
    ;(await key.post(`/conversations/${id}/messages`, { role: 'customer', text: 'Hello?' })).expect(201)
  }
  beforeAll(async () => {
    const database = await freshDatabase()
    url = database.url
    drop = database.drop
    await begin()
    service = (await key.post('/services', { name: 'Tech Support' })).expect(201).body
    await says()
  })
  afterAll(async () => {
    await baton.stop()
    await once(url, `drop database if exists ${name} with (force)`)
    await drop()
  })

  test('is the same one after a mere restart', async () => {
    const before = await cursor()
    await baton.stop()
    await begin()
    expect(await cursor()).toBe(before)
  })

  test('is another one when somebody says so: a cursor from before gets reset, however far the log has come since', async () => {
    const before = await cursor()
    await baton.stop()
    await begin({ BATON_RESTORED: 'yes' })
    expect((await cursor()).split('.')[0]).toBe(String(Number(before.split('.')[0]) + 1))
    await says()
    const stream = await listen(key, `/stream?after=${before}`)
    await stream.until(({ event }) => event === 'reset')
    stream.close()
  })

  test('is another one in another database, without a word: what a dump leads to', async () => {
    const before = await cursor()
    await baton.stop()
    await once(url, `create database ${name} template "${new URL(url).pathname.slice(1)}"`)
    const old = url
    url = Object.assign(new URL(url), { pathname: `/${name}` }).href
    await begin()
    expect(await cursor()).not.toBe(before)
    const here = await cursor()
    await baton.stop()
    await begin()
    expect(await cursor()).toBe(here)
    await baton.stop()
    url = old
    await begin()
  })
})

test('who is about to stop says so first, and serves until then', async () => {
  const { url, drop } = await freshDatabase()
  const baton = await start(
    readConfig({ PORT: '0', DATABASE_URL: url, BATON_BOOTSTRAP_KEY: KEY, BATON_DRAIN: '1', LOG_LEVEL: 'silent' }),
  )
  const key = caller(() => baton.url.replace('localhost', '127.0.0.1'), { authorization: `Bearer ${KEY}` })
  expect((await key.get('//readyz')).status).toBe(200)
  const over = baton.drain()
  expect(await key.get('//readyz')).toMatchObject({ status: 503, body: { why: 'about to stop' } })
  ;(await key.get('/stats')).expect(200)
  await over
  await expect(key.get('/stats')).rejects.toThrow()
  await drop()
})
