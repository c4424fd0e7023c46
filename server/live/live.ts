import type { Sql } from '../../db/connect.ts'
import { beatLive, type Choice, type LiveRow, readLive, writeLive } from '../../db/live.ts'
import { LEASE, type LiveOperator, type LiveState } from '../../domain/routing/live.ts'
import { routeTask } from '../../domain/routing/wants.ts'
import type { NewTask } from '../../domain/tasks.ts'
import type { LiveView } from '../../domain/wire.ts'
import type { Bus } from '../bus/bus.ts'
import { bodyHash, type Clock } from '../clock.ts'
import type { Gate } from '../gate/gate.ts'
import type { Sights } from '../identity/sights.ts'

/** How often the rows are read where other nodes write them too, in milliseconds. */
const EVERY = 2_000
/** Beats within this long are written together, in milliseconds: far less than the lease. */
const GATHER = 1_000

/**
 * Who is Live (G2, L11): rows with a lease by the database's clock, and what this node knows of them in memory, which is asked
 * without a wait. Beats come over REST to whichever node; the bus says that rows have changed, and every node reads them then.
 */
export interface Live {
  /** Everybody of the workspace who is not offline, as this node knows them. */
  operators(workspaceId: string): LiveOperator[]
  /** What somebody chose last, also when they are offline; null for who never went Live. */
  of(workspaceId: string, userId: string): LiveRow | null
  views(workspaceId: string): ReadonlyMap<string, LiveView>
  /** Another one whenever a view is another. */
  key(workspaceId: string): string
  /** @returns false for who does not belong to the team any more */
  put(workspaceId: string, userId: string, choice: Choice): Promise<boolean>
  /** They are still here. @returns what they are, or null for who is offline */
  beat(workspaceId: string, userId: string): LiveRow | null
  /** Reads the rows, as of this call or later. */
  read(): Promise<void>
  /** They have changed: reads them, and tells the other nodes to. */
  changed(): Promise<void>
  stop(): Promise<void>
}

export function createLive({
  sql,
  bus,
  gate,
  sights,
  clock,
  onChange,
}: {
  sql: Sql
  bus: Bus
  gate: () => Gate
  sights: Pick<Sights, 'of'>
  clock: Clock
  /** The views of this workspace are others than before. */
  onChange: (workspaceId: string) => void
}): Live {
  /** By workspace and person; `until` by `clock.elapsed`. */
  let known = new Map<string, Map<string, LiveRow & { until: number }>>()
  let keys = new Map<string, string>()
  const beats = new Map<string, { workspaceId: string; userId: string }>()
  let gathering: NodeJS.Timeout | undefined
  let reading: Promise<void> | null = null
  let next: Promise<void> | null = null

  const left = ({ until }: { until: number }) => until - clock.elapsed()
  const isHere = ({ state }: { state: LiveState }) => state !== 'offline'

  async function readNow(): Promise<void> {
    const asked = clock.elapsed()
    const { rows } = await readLive(sql, null)
    known = new Map()
    for (const row of rows) {
      const ofOne = known.get(row.workspaceId) ?? new Map()
      known.set(row.workspaceId, ofOne)
      // A beat that is not written yet counts all the same.
      const until = beats.has(`${row.workspaceId} ${row.userId}`) ? asked + LEASE : asked + row.left
      ofOne.set(row.userId, { ...row, until })
    }
    tell()
  }

  /** One at a time; who asks meanwhile gets one that began after the question. */
  function read(): Promise<void> {
    if (!reading) {
      reading = readNow().finally(() => {
        reading = null
      })
      return reading
    }
    next ??= reading
      .catch(() => {})
      .then(() => {
        next = null
        return read()
      })
    return next
  }

  function tell(): void {
    const before = keys
    keys = new Map([...known.keys()].map((workspaceId) => [workspaceId, keyOf(workspaceId)]))
    for (const workspaceId of new Set([...before.keys(), ...keys.keys()]))
      if (before.get(workspaceId) !== keys.get(workspaceId)) onChange(workspaceId)
  }

  function views(workspaceId: string): Map<string, LiveView> {
    const here = [...(known.get(workspaceId)?.values() ?? [])].filter(isHere)
    return new Map(
      here.map((row) => [
        row.userId,
        {
          state: row.state as LiveView['state'],
          capacity: row.capacity,
          since: new Date(row.since).toISOString(),
          atRisk: left(row) <= 0,
        },
      ]),
    )
  }
  /** What a view does not show is asked for when the team is told: on which services somebody is Live (`GET /live`). */
  const keyOf = (workspaceId: string): string => {
    const chosen = [...(known.get(workspaceId)?.values() ?? [])]
      .filter(isHere)
      .map(({ services, tags }) => [services, tags])
    return JSON.stringify([[...views(workspaceId)], chosen])
  }

  async function writeBeats(): Promise<void> {
    gathering = undefined
    const writing = [...beats]
    try {
      await beatLive(
        sql,
        writing.map(([, one]) => one),
        LEASE,
      )
      // Who beat meanwhile is in the next ones.
      for (const [key, one] of writing) if (beats.get(key) === one) beats.delete(key)
      if (bus.shared) bus.say({ kind: 'presence' })
    } catch {
      // The database is away: said again with the next ones.
      plan()
    }
  }
  const plan = () => {
    gathering ??= setTimeout(() => void writeBeats(), GATHER).unref()
  }

  bus.onNews((news) => {
    if (news.kind === 'presence') void read().catch(() => {})
  })
  const timer = bus.shared ? setInterval(() => void read().catch(() => {}), EVERY).unref() : null
  void read().catch(() => {})

  async function sets(workspaceId: string, task: NewTask): Promise<void> {
    const command = { name: 'record' as const, events: [], tasks: [task] }
    await gate().execute({
      principal: { kind: 'rule', workspaceId, name: 'presence' },
      actor: { kind: 'rule', name: 'presence', via: 'system' },
      command,
      commandId: clock.newId(),
      bodyHash: bodyHash(command),
    })
  }

  async function changed(): Promise<void> {
    await read()
    bus.say({ kind: 'presence' })
  }

  return {
    operators: (workspaceId) =>
      [...(known.get(workspaceId)?.values() ?? [])]
        .filter(isHere)
        .map((row) => operatorOf(row, left(row) <= 0, sights)),
    of(workspaceId, userId) {
      const row = known.get(workspaceId)?.get(userId)
      return row ? { ...row, left: left(row) } : null
    },
    views,
    key: keyOf,
    async put(workspaceId, userId, choice) {
      const run = clock.newId()
      // First who looks after it: a presence that nobody looks after would never end. It finds another run and ends, or none.
      if (choice.state !== 'offline') await sets(workspaceId, lapseTask(userId, run, LEASE))
      if (!(await writeLive(sql, { workspaceId, userId, ...choice }, run, LEASE))) return false
      await sets(workspaceId, routeTask())
      await changed()
      return true
    },
    beat(workspaceId, userId) {
      const row = known.get(workspaceId)?.get(userId)
      if (!row || !isHere(row)) return null
      const wasLapsed = left(row) <= 0
      row.until = clock.elapsed() + LEASE
      beats.set(`${workspaceId} ${userId}`, { workspaceId, userId })
      plan()
      if (wasLapsed) tell()
      return { ...row, left: LEASE }
    },
    read,
    changed,
    async stop() {
      if (timer) clearInterval(timer)
      clearTimeout(gathering)
      if (beats.size > 0) await beatLive(sql, [...beats.values()], LEASE).catch(() => {})
    },
  }
}

/** Looks after a presence in so many milliseconds. */
export const lapseTask = (userId: string, run: string, delay: number): NewTask => ({
  lane: `live:${userId}`,
  kind: 'lapse',
  payload: { userId, run },
  delay: Math.max(0, Math.ceil(delay)),
})

/** Somebody Live as routing sees them. */
export const operatorOf = (row: LiveRow, lapsed: boolean, sights: Pick<Sights, 'of'>): LiveOperator => ({
  id: row.userId,
  name: row.name,
  state: row.state,
  lapsed,
  services: row.services,
  capacity: row.capacity,
  tags: row.tags,
  since: row.since,
  sees: sights.of(row.workspaceId, row.userId),
  schedule: row.schedule,
})
