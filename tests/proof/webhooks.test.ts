import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FreshDatabase, freshDatabase } from '../database.ts'
import { freshSeed, quiet } from './kit/suite.ts'
import { unsigned } from './webhooks/bot.ts'
import type { Delivery } from './webhooks/deliveries.ts'
import { unknownDoors } from './webhooks/doors.ts'
import { deliverTo, judgeAnswers } from './webhooks/webhooks.ts'

describe('deliveries of a bad day', () => {
  let database: FreshDatabase
  beforeAll(async () => {
    database = await freshDatabase()
  })
  afterAll(() => database.drop())

  it('L4, L12: what comes twice happens once, what is forged or poisoned leaves no trace, and a bot that loses its answers is heard once', async () => {
    const seed = freshSeed()
    // How long they take is for a longer run.
    const short = { deliveries: 500, batches: 1, questions: 10, slower: 1_000 }
    const outcome = await deliverTo(database.url, quiet(seed, short))
    expect(outcome.broken, `seed ${seed}`).toEqual([])
    expect(outcome.faults).toMatchObject({ doubled: 150, 'bad signature': 25, poison: 5 })
    expect(outcome.faults['answer of the bot lost']).toBeGreaterThan(0)
  })
})

describe('the judge of answers to deliveries', () => {
  const answered = (kind: Delivery['kind'], status: number, body = '{"a":1,"b":2}') => ({
    delivery: { kind, id: 'm1', path: '', token: '', body: '', text: '', conversationId: 'c' },
    status,
    body,
    ms: 1,
  })
  it('accepts the first answer again, whatever the order of its members, and refusals', () =>
    expect(
      judgeAnswers([
        answered('good', 201),
        answered('doubled', 201, '{"b":2,"a":1}'),
        answered('bad signature', 401, ''),
        answered('poison', 422, ''),
      ]),
    ).toEqual([]))
  it('sees another answer the second time, a refused good one, and what got in or broke the server', () => {
    expect(judgeAnswers([answered('good', 201), answered('doubled', 201, '{"a":2}')])).toHaveLength(1)
    expect(judgeAnswers([answered('good', 429), answered('doubled', 500)])).toHaveLength(2)
    expect(
      judgeAnswers([answered('bad signature', 201), answered('poison', 201), answered('poison', 500)]),
    ).toHaveLength(3)
  })
})

describe('the doors of webhooks and channels', () => {
  const path = '/api/v1/services/{id}/webhook'
  it('accepts those that the suite knows', () => expect(unknownDoors({ paths: { [path]: { get: {} } } })).toEqual([]))
  it('sees a new one by its path, by its tag and in the document’s webhooks, and one that is gone', () => {
    const known = { [path]: { get: {} } }
    expect(unknownDoors({ paths: { ...known, '/api/v1/channels/{id}/inbound': { post: {} } } })).toHaveLength(1)
    expect(unknownDoors({ paths: { ...known, '/api/v1/intercom': { post: { tags: ['Webhooks'] } } } })).toHaveLength(1)
    expect(unknownDoors({ paths: known, webhooks: { message: {} } })).toHaveLength(1)
    expect(unknownDoors({ paths: {} })).toHaveLength(1)
  })
})

describe('the bot’s eye for signatures', () => {
  // The example of the Standard Webhooks specification’s own libraries.
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
  const at = String(Math.floor(Date.now() / 1_000))
  it('sees none at all, one by another secret, and a time long past', () => {
    expect(unsigned({}, '{}', secret)).toBe('unsigned')
    const headers = { 'webhook-id': 'm', 'webhook-timestamp': at, 'webhook-signature': `v1,${'A'.repeat(43)}=` }
    expect(unsigned(headers, '{}', secret)).toMatch(/not Baton/)
    const old = {
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    }
    expect(unsigned(old, '{"test": 2432232314}', secret)).toMatch(/old time/)
  })
})
