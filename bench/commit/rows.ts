// What one message is as rows: taken from the log that the gate itself wrote, so that the references write as much.
import type { Scene } from '../kit/gate.ts'

/** The rows of one message as the gate wrote them, as JSON text: what the references write again and again. */
export interface Rows {
  actor: string
  data: string
  result: string
  state: string
  search: string
  hash: string
}

export async function rowsOf({ database: { sql }, conversations, say }: Scene, text: string): Promise<Rows> {
  const id = conversations[0] ?? ''
  await say(id, text)
  const [row] = await sql<Rows[]>`
    select e.actor::text as actor, e.data::text as data, k.result::text as result, c.state::text as state, c.search,
      k.body_hash as hash
    from conversations c join events e on e.workspace_id = c.workspace_id and e.conversation_id = c.id
    join commands k on k.workspace_id = e.workspace_id and k.id = e.command_id
    where c.id = ${id} order by e.seq desc limit 1`
  if (!row) throw new Error('The message is not in the log.')
  return row
}
