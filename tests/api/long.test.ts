import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newId, type Running, startBaton } from '../builders/baton.ts'

describe('a conversation longer than what the AI reads of it', () => {
  let baton: Running
  beforeAll(async () => {
    baton = await startBaton()
  })
  afterAll(() => baton.stop())

  test('B13: the built-in AI still answers the newest message after hundreds of events', async () => {
    const service = await baton.service({ ai: 'builtin' })
    const begun = await baton.begin(service.id, 'hello')
    // Five events a round, and none of them for the AI to answer.
    const ada = await baton.admin()
    for (let round = 0; round < 90; round++) {
      ;(await baton.key.post(`/conversations/${begun.id}/takeover`, { operatorId: ada.id })).expect(200)
      ;(await baton.key.post(`/conversations/${begun.id}/resume`, { operatorId: ada.id })).expect(200)
      ;(await baton.key.post(`/conversations/${begun.id}/notes`, { text: 'still here', operatorId: ada.id })).expect(
        200,
      )
    }
    const id = newId()
    const said = await baton.key.post(`/conversations/${begun.id}/messages`, {
      id,
      role: 'customer',
      text: 'How do I return a lamp?',
    })
    const before = said.expect(201).body.conversation.messageCount
    await expect
      .poll(async () => (await baton.read(begun.id)).messageCount, { timeout: 20_000 })
      .toBeGreaterThan(before)
  })
})
