import type { Customer } from '../../domain/conversation.ts'
import type { ConversationView } from '../../domain/wire.ts'
import type { Playing } from './core/player.ts'
import type { Act, Scene, Stage } from './scene.ts'
import { tempo } from './tempo.ts'

const STEP = 2_000

interface Logged {
  type: string
  cursor: string
  data: { message?: { role: string; text: string } }
}

/** Follows one conversation by asking for it again and again, as a program without a stream would. */
export function watch(stage: Stage, scene: Scene, playing: Playing, customer: Customer & { name: string }): Act {
  const { call, pause, random, signal } = stage
  const unread: string[] = []
  let cursor = ''
  let version = 0
  let followed = playing.seen.id
  const places: Record<string, string> = {
    order: `LW-2${String(Math.floor(random() * 10_000)).padStart(4, '0')}`,
    name: customer.name.split(' ')[0] ?? customer.name,
    fullName: customer.name,
    email: customer.email ?? '',
  }

  async function look(): Promise<string[]> {
    const { id } = playing.seen
    const { status, body } = await call('GET', `/conversations/${id}`)
    if (status >= 400) return []
    const now = body as ConversationView
    playing.see(now)
    if (id !== followed) [followed, cursor, version] = [id, '', 0]
    if (now.version === version) return []
    version = now.version
    const written = await readOperators(id)
    unread.push(...written)
    return written
  }

  async function readOperators(id: string): Promise<string[]> {
    const { status, body } = await call(
      'GET',
      `/conversations/${id}/events?limit=500${cursor && `&after=${encodeURIComponent(cursor)}`}`,
    )
    if (status >= 400) return []
    const { items } = body as { items: Logged[] }
    cursor = items.at(-1)?.cursor ?? cursor
    return items.flatMap(({ type, data }) =>
      type === 'message.added' && data.message?.role === 'operator' ? [data.message.text] : [],
    )
  }

  async function wait(milliseconds: number): Promise<void> {
    const { status } = playing.seen
    for (let left = milliseconds; left > 0 && !signal.aborted; left -= STEP) {
      await pause(Math.min(left, STEP))
      if (signal.aborted) return
      const written = await look()
      if (written.length || playing.seen.status !== status) return
    }
  }

  const fill = (text: string, more: Record<string, string> = {}) =>
    text.replace(/\{(\w+)\}/g, (place, name: string) => more[name] ?? places[name] ?? place)

  return {
    stage,
    scene,
    playing,
    left: { toPerson: [...scene.script.toPerson], person: [...scene.script.person] },
    unread,
    fill,
    look,
    wait,
    async say(text) {
      const first = playing.seen.messageCount === 0
      if (!first) await wait(tempo.reads(random, text))
      if (playing.seen.status === 'resolved' || signal.aborted) return 'refused'
      const types = (typing: boolean) => call('POST', `/conversations/${playing.seen.id}/typing`, { typing })
      if (!first) {
        await types(true)
        await pause(tempo.types(random, text))
        if (signal.aborted) return 'refused'
      }
      const outcome = await playing.customer(text)
      if (!first) await types(false)
      await look()
      return outcome
    },
  }
}
