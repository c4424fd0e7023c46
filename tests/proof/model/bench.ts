import { setTimeout as sleep } from 'node:timers/promises'
import type { Event } from '../../../domain/events.ts'
import { type Ask, api, makeService, type Said, wanted } from '../kit/api.ts'
import { read } from '../kit/stream.ts'
import { openScreen, type Person } from './limited.ts'
import { checkSnapshot, type Snapshot } from './snapshot.ts'

/** The real program as one run of the model meets it: services of its own, one stream, and the latest snapshot. */
export interface Real {
  ask: Ask
  services: string[]
  operators: { id: string; name: string }[]
  /** The real ids of the model's conversations. */
  talks: string[]
  commands: number
  /** The commands as they were sent and answered, to be said again (L4). */
  said: { ask: Parameters<Ask>; answer: Said }[]
  /** The group of the limited person, and the services that it has. */
  group: { id: string; services: readonly string[] }
  changeOf(service: number): string | null
  /** Takes a fresh snapshot, compares it with the one before and the events since (L6), and returns what is wrong. */
  look(): Promise<string[]>
  /** Notices that the customer of a conversation was given, by the stream. */
  notices(conversationId: string): number
  end(): Promise<void>
}

export async function realWorld(
  url: string,
  key: string,
  operators: { id: string; name: string }[],
  services: number,
  person: Person,
): Promise<Real> {
  const ask = api(url, key)
  const ids: string[] = []
  while (ids.length < services) ids.push(await makeService(ask))
  const fields = { name: 'Limited', services: ids.slice(0, 1), members: [person.id] }
  const group = { id: String(wanted(await ask('POST', '/groups', fields), 201).body.id), services: fields.services }
  let seen: readonly string[] = group.services
  const screen = await openScreen(url, person)
  let snapshot = (await board()) as Snapshot
  const stream = read(() => `${url}/api/v1/stream`, key, snapshot.cursor)
  let folded = 0
  const seqOf = (cursor: string) => Number(cursor.split('.')[1])

  async function board(): Promise<Snapshot> {
    return wanted(await ask('GET', '/board'), 200).body as unknown as Snapshot
  }

  return {
    ask,
    services: ids,
    operators,
    talks: [],
    commands: 0,
    said: [],
    group,
    changeOf: (service) => snapshot.services.find(({ id }) => id === ids[service])?.before?.changeId ?? null,
    async look() {
      const fresh = await board()
      const head = seqOf(fresh.cursor)
      const arrived = await stream.until(
        ({ frames }) => seqOf(snapshot.cursor) >= head || (frames.at(-1)?.data.seq ?? 0) >= head,
        10_000,
      )
      if (!arrived) return [`L5: the stream has not shown ${head} within 10 s`]
      const events = stream.frames.slice(folded).filter(({ data }) => data.seq <= head)
      folded += events.length
      const broken = checkSnapshot(
        snapshot,
        events.map(({ data }) => data as unknown as Event),
        fresh,
      )
      snapshot = fresh
      const resighted = [...seen].sort().join() !== [...group.services].sort().join()
      seen = group.services
      return [...broken, ...(await screen.look(fresh, seen, resighted))]
    },
    notices: (conversationId) =>
      stream.frames.filter(({ data }) => {
        const { type, conversationId: of, data: said } = data as unknown as Event
        return of === conversationId && type === 'message.added' && said.message.role === 'system'
      }).length,
    async end() {
      await Promise.all([stream.stop(), screen.stop()])
      for (const path of [`/groups/${group.id}`, ...ids.map((id) => `/services/${id}`)]) await removed(path)
    },
  }

  /** A removal that was answered 503 can be in the log all the same, in the middle of the next run. */
  async function removed(path: string): Promise<void> {
    for (let tries = 1; ; tries++) {
      const answer = await ask('DELETE', path)
      if (answer.status !== 503 || tries === 30) return void wanted(answer, 204, 404)
      await sleep(1_000)
    }
  }
}
