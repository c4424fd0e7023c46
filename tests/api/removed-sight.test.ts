import { expect, test } from 'vitest'
import { createSights } from '../../server/identity/sights.ts'
import { startBaton } from '../builders/baton.ts'

test('L7, G1: who was limited to some services and is removed sees nothing any more, never everything', async () => {
  const baton = await startBaton()
  try {
    const [one, two] = [await baton.service(), await baton.service({ name: 'Sales' })]
    const ann = await baton.human('Ann')
    const group = (await baton.key.post('/groups', { name: 'One', services: [one.id], members: [ann.id] })).expect(201)
    const sights = createSights(baton.sql as never)
    await sights.load(baton.workspaceId)
    expect([...(sights.of(baton.workspaceId, ann.id) ?? [])]).toEqual([one.id])
    await baton.sql`delete from members where user_id = ${ann.id}`
    await sights.load(baton.workspaceId)
    await sights.load(baton.workspaceId)
    expect(sights.of(baton.workspaceId, ann.id)).toEqual(new Set())
    // Out of the last group, and still of the team: every service (api.md).
    const ben = await baton.human('Ben')
    ;(await baton.key.post(`/groups/${group.body.id}/members`, { userId: ben.id })).expect(200)
    await sights.load(baton.workspaceId)
    expect(sights.of(baton.workspaceId, ben.id)?.has(two.id)).toBe(false)
    ;(await baton.key.delete(`/groups/${group.body.id}/members/${ben.id}`)).expect(204)
    await sights.load(baton.workspaceId)
    expect(sights.of(baton.workspaceId, ben.id)).toBeNull()
  } finally {
    await baton.stop()
  }
})
