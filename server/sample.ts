import type { Clock } from './clock.ts'
import { startSampleTraffic } from './demo/traffic.ts'
import type { Hub } from './hub/hub.ts'
import type { Keys } from './identity/keys.ts'

/** One call of the own API, as a program outside would make it. */
export type Call = (
  method: string,
  path: string,
  body?: unknown,
  idempotencyKey?: string,
) => Promise<{ status: number; body: unknown }>

/** “Watch sample traffic” of the first run: what `npm run demo` plays, inside this server, and gone with one click. */
export interface Sample {
  state(workspaceId: string): Promise<{ running: boolean; services: number }>
  start(workspaceId: string): Promise<void>
  stop(workspaceId: string): Promise<void>
  stopAll(): Promise<void>
}

interface Playing {
  abort: AbortController
  stop(): Promise<void>
  keyId: string
}

export function createSample({
  hub,
  keys,
  clock,
  callWith,
}: {
  hub: Hub
  keys: Keys
  clock: Clock
  callWith: (key: string) => Call
}): Sample {
  const playing = new Map<string, Playing>()
  const sampleServices = async (workspaceId: string) =>
    [...((await hub.board(workspaceId))?.services.values() ?? [])].filter((service) => service.sample)

  async function end(workspaceId: string): Promise<void> {
    const now = playing.get(workspaceId)
    if (!now) return
    playing.delete(workspaceId)
    now.abort.abort()
    await now.stop()
    await keys.revoke(workspaceId, now.keyId)
  }

  return {
    state: async (workspaceId) => ({
      running: playing.has(workspaceId),
      services: (await sampleServices(workspaceId)).length,
    }),
    async start(workspaceId) {
      if (playing.has(workspaceId)) return
      const keyId = clock.newId()
      const abort = new AbortController()
      const scopes = ['conversation:read', 'conversation:write', 'service:write'] as const
      const slot: Playing = { abort, keyId, stop: async () => {} }
      playing.set(workspaceId, slot)
      const key = await keys.create(workspaceId, { id: keyId, name: 'Sample traffic', scopes })
      slot.stop = startSampleTraffic({ call: callWith(key), random: Math.random, signal: abort.signal }).stop
    },
    async stop(workspaceId) {
      await end(workspaceId)
      const key = await keys.create(workspaceId, {
        id: clock.newId(),
        name: 'Removing sample traffic',
        scopes: ['service:write'],
      })
      const call = callWith(key)
      for (const { id } of await sampleServices(workspaceId)) await call('DELETE', `/services/${id}`)
      for (const row of await keys.list(workspaceId))
        if (row.name === 'Removing sample traffic') await keys.revoke(workspaceId, row.id)
    },
    async stopAll() {
      for (const workspaceId of playing.keys()) await end(workspaceId).catch(() => {})
    },
  }
}
