import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ServiceView } from '../../domain/wire.ts'
import { newId, type Running, startBaton } from '../builders/baton.ts'
import { listen } from '../builders/listener.ts'

let baton: Running
let service: ServiceView
beforeAll(async () => {
  baton = await startBaton({ TRUST_PROXY: 'yes' })
  service = await baton.service()
})
afterAll(() => baton.stop())

describe('what one customer may send', () => {
  test('L3: a flood is told to wait, with how long; what it is told to send later arrives later, under its id, once', async () => {
    const { id, customer } = await baton.begin(service.id)
    const bystander = await baton.begin(service.id)
    const message = (text: string) => ({ id: newId(), role: 'customer', text })
    const sent = Array.from({ length: 40 }, (_, i) => message(`Message ${i}`))
    const answers = await Promise.all(sent.map((body) => customer.post(`/conversations/${id}/messages`, body)))
    const refused = answers.filter(({ status }) => status === 429)
    expect(refused.length).toBeGreaterThan(0)
    expect(answers.filter(({ status }) => status === 201).length).toBeGreaterThanOrEqual(30)
    for (const answer of refused) {
      answer.refused(429, 'too_many_requests')
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    }
    ;(await bystander.customer.post(`/conversations/${bystander.id}/messages`, message('Hello'))).expect(201)
    ;(await baton.key.post(`/conversations/${id}/messages`, message('From the program'))).expect(201)
    const late = sent[answers.findIndex(({ status }) => status === 429)]
    await expect
      .poll(async () => (await customer.post(`/conversations/${id}/messages`, late)).status, {
        timeout: 10_000,
        interval: 500,
      })
      .toBe(201)
    const { items } = (await baton.key.get(`/conversations/${id}/events?limit=500`)).expect(200).body
    const texts = (items as { data: { message?: { text: string } } }[]).flatMap(({ data }) => data.message?.text ?? [])
    expect(texts.filter((text) => text === late?.text)).toHaveLength(1)
  })

  test('typing and ratings are bounded by themselves, and take nothing of the messages’ share', async () => {
    const { id, customer } = await baton.begin(service.id)
    const answers = await Promise.all(
      Array.from({ length: 80 }, () => customer.post(`/conversations/${id}/typing`, {})),
    )
    expect(answers.filter(({ status }) => status === 429).length).toBeGreaterThan(0)
    ;(await customer.post(`/conversations/${id}/messages`, { role: 'customer', text: 'Still here' })).expect(201)
  })
})

test('L13: a customer holds twelve streams; one more ends the oldest, and hers alone', async () => {
  const { id, customer } = await baton.begin(service.id)
  const bystander = await baton.begin(service.id)
  const other = await listen(bystander.customer, `/conversations/${bystander.id}/stream`)
  const streams = []
  for (let i = 0; i < 13; i++) {
    const stream = await listen(customer, `/conversations/${id}/stream`)
    await stream.until(({ event }) => event === 'heartbeat')
    streams.push(stream)
  }
  await streams[0]?.ended
  ;(await customer.post(`/conversations/${id}/messages`, { role: 'customer', text: 'To the twelve' })).expect(201)
  await Promise.all(streams.slice(1).map((stream) => stream.untilText('To the twelve')))
  expect(other.isOver()).toBe(false)
  // One that goes away makes room.
  streams[1]?.close()
  await streams[1]?.ended
  const again = await listen(customer, `/conversations/${id}/stream`)
  await again.untilText('To the twelve')
  expect(streams[2]?.isOver()).toBe(false)
  for (const stream of [...streams, other, again]) stream.close()
})

test('addresses of one IPv6 network count as one; another network is not held up', async () => {
  const open = (address: string) =>
    baton.stranger.post('/widget/conversations', { serviceId: service.id }, { 'x-forwarded-for': address })
  const statuses: number[] = []
  for (let i = 0; i < 31; i++) statuses.push((await open(`2001:db8:1:2::${i.toString(16)}`)).status)
  expect(statuses).toEqual([...Array(30).fill(201), 429])
  ;(await open('2001:db8:1:3::1')).expect(201)
})
