import type { Event } from '../../../domain/events.ts'
import { type Ask, wanted } from '../kit/api.ts'
import { signIn } from '../kit/session.ts'
import { read } from '../kit/stream.ts'
import { checkSnapshot, type Snapshot } from './snapshot.ts'

/** Somebody whose groups say what they see. */
export interface Person {
  id: string
  headers: Record<string, string>
}

const PASSWORD = 'correct horse battery staple'

export async function makePerson(url: string, ask: Ask): Promise<Person> {
  const email = `${crypto.randomUUID()}@example.com`
  const person = { name: 'Limited', email, password: PASSWORD, role: 'operator' }
  const { id } = wanted(await ask('POST', '/users', person), 201).body
  return { id: String(id), headers: await signIn(url, email, PASSWORD) }
}

/** A screen of theirs: a snapshot, and the stream after it. */
export interface Screen {
  /**
   * Compares what they see with what they should, by what a program sees at the same number; the snapshot before and the
   * events since with a fresh one (L6); and the events that came with those that one gets who comes back (L5).
   * @param services what they should see
   * @param resighted whether that was something else the last time: then, and only then, the stream must say `reset`
   */
  look(whole: Snapshot, services: readonly string[], resighted: boolean): Promise<string[]>
  stop(): Promise<void>
}

export async function openScreen(url: string, { headers }: Person): Promise<Screen> {
  const board = async () => (await (await fetch(`${url}/api/v1/board`, { headers })).json()) as Snapshot
  let snapshot = await board()
  const live = read(() => `${url}/api/v1/stream`, headers, snapshot.cursor)
  let folded = 0
  let resets = 0

  return {
    async look(whole, services, resighted) {
      const fresh = await board()
      const again = read(() => `${url}/api/v1/stream`, headers, snapshot.cursor)
      if (!(await again.until(({ heartbeats }) => heartbeats > 0, 10_000)))
        return ['L5: a stream has not begun in 10 s']
      await again.stop()
      const broken = outOfSight(fresh, whole, services)
      if (again.resets > 0 !== resighted)
        broken.push(`L6: who comes back is ${resighted ? 'not ' : ''}told to begin anew (${again.resets})`)
      if (resighted) {
        if (!(await live.until((reading) => reading.resets > resets, 5_000)))
          broken.push('L6: a stream was not told to begin anew')
        folded = live.frames.length
      } else {
        const missed = again.frames.map(({ data }) => data as unknown as Event)
        broken.push(...checkSnapshot(snapshot, missed, fresh))
        const seqs = () => live.frames.slice(folded).map(({ data }) => data.seq)
        const same = () => seqs().join() === missed.map(({ seq }) => seq).join()
        if (!(await live.until(same, 5_000)))
          broken.push(`L5: the stream showed ${seqs()}, and who comes back ${missed.map(({ seq }) => seq)}`)
        folded = live.frames.length
      }
      resets = live.resets
      snapshot = fresh
      return broken
    },
    stop: () => live.stop(),
  }
}

/** G1: what is in sight is there as a program sees it, and nothing else is. */
function outOfSight(fresh: Snapshot, whole: Snapshot, services: readonly string[]): string[] {
  const wish = (list: Snapshot['conversations']) => ids(list.filter(({ serviceId }) => services.includes(serviceId)))
  const broken: string[] = []
  const compare = (what: string, found: string, wanted: string) => {
    if (found !== wanted) broken.push(`G1: who sees ${services} has the ${what} ${found}, it should be ${wanted}`)
  }
  compare('number', fresh.cursor, whole.cursor)
  compare('services', ids(fresh.services), [...services].sort().join())
  compare('conversations', ids(fresh.conversations), wish(whole.conversations))
  compare('begun conversations', ids(fresh.opening), wish(whole.opening))
  return broken
}

const ids = (list: readonly { id: string }[]): string =>
  list
    .map(({ id }) => id)
    .sort()
    .join()
