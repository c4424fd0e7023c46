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
  /** Ends it and removes its services, and with them their conversations from the board. */
  stop(workspaceId: string): Promise<void>
  /** Goes on where a server that ended had been playing. */
  resume(workspaceId: string): Promise<void>
  /** The server ends: silent now, and resumed at the next start. */
  pauseAll(): Promise<void>
}

/** While a key of this name holds, sample traffic is on. */
const KEY = 'Sample traffic (Baton)'
const SCOPES = ['conversation:read', 'conversation:write', 'service:write'] as const

export function createSample({
  hub,
  keys,
  clock,
  callWith,
  shared,
}: {
  hub: Hub
  keys: Keys
  clock: Clock
  callWith: (key: string) => Call
  /** Other nodes serve the same database. */
  shared: boolean
}): Sample {
  const playing = new Map<string, () => Promise<void>>()
  const sampleServices = async (workspaceId: string) =>
    [...((await hub.board(workspaceId))?.services.values() ?? [])].filter((service) => service.sample)

  const ours = async (workspaceId: string) => (await keys.list(workspaceId)).filter(({ name }) => name === KEY)
  const revoke = async (workspaceId: string) => {
    for (const { id } of await ours(workspaceId)) await keys.revoke(workspaceId, id)
  }

  async function start(workspaceId: string): Promise<void> {
    if (playing.has(workspaceId)) return
    await revoke(workspaceId)
    const id = clock.newId()
    const key = await keys.create(workspaceId, { id, name: KEY, scopes: SCOPES })
    const ending = new AbortController()
    const traffic = startSampleTraffic({
      call: callWith(key),
      random: Math.random,
      signal: ending.signal,
      // Somebody deleted what it plays in, or took its key: then it is over.
      onEnd() {
        playing.delete(workspaceId)
        keys.revoke(workspaceId, id).catch(() => {})
      },
    })
    playing.set(workspaceId, async () => {
      ending.abort()
      await traffic.stop()
    })
  }

  async function pause(workspaceId: string): Promise<void> {
    const end = playing.get(workspaceId)
    playing.delete(workspaceId)
    await end?.()
  }

  return {
    state: async (workspaceId) => ({
      // Of several nodes one plays: the one that was started last.
      running: playing.has(workspaceId) || (shared && (await ours(workspaceId)).length > 0),
      services: (await sampleServices(workspaceId)).length,
    }),
    start,
    async stop(workspaceId) {
      await pause(workspaceId)
      await revoke(workspaceId)
      const key = await keys.create(workspaceId, { id: clock.newId(), name: KEY, scopes: SCOPES })
      for (const { id } of await sampleServices(workspaceId)) await callWith(key)('DELETE', `/services/${id}`)
      await revoke(workspaceId)
    },
    async resume(workspaceId) {
      if ((await ours(workspaceId)).length > 0) await start(workspaceId)
    },
    async pauseAll() {
      for (const workspaceId of playing.keys()) await pause(workspaceId).catch(() => {})
    },
  }
}
