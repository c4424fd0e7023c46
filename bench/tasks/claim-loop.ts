import { randomUUID } from 'node:crypto'
import { connect } from '../../db/connect.ts'

/** As many as the worker has room for. */
const AT_ONCE = 100

/**
 * The limit: a table of nothing but tasks, and a loop of two statements, of which the first claims and the second deletes.
 * It runs nothing, retries nothing, counts no room by kind, and frees no lane for its next task: all are ready.
 * @returns tasks a second
 */
export async function claimLoop(url: string, count: number): Promise<number> {
  const { sql, end } = connect(url, { max: 1 })
  await sql`drop table if exists bench_tasks`
  await sql`create table bench_tasks (workspace_id uuid not null, id bigint primary key generated always as identity, lane text not null,
    kind text not null, payload jsonb not null, ready boolean not null default true, run_at timestamptz not null default now(),
    attempts smallint not null default 0, locked_by uuid, locked_until timestamptz, dead boolean not null default false)`
  await sql`create index on bench_tasks (workspace_id, lane, id) where not dead`
  await sql`create index on bench_tasks (run_at, id) where ready`
  await sql`insert into bench_tasks (workspace_id, lane, kind, payload)
    select ${randomUUID()}::uuid, 'answer:' || i, 'answer', jsonb_build_object('conversationId', gen_random_uuid(), 'messageId', gen_random_uuid(), 'turn', 1)
    from generate_series(1, ${count}) i`
  const me = randomUUID()
  const started = performance.now()
  for (let done = 0; done < count; ) {
    const claimed = await sql<{ id: number }[]>`
      with d as materialized (select id from bench_tasks where ready and run_at <= now() and (locked_until is null or locked_until < now())
        order by run_at, id limit ${AT_ONCE} for update skip locked)
      update bench_tasks t set locked_by = ${me}, locked_until = now() + interval '60 s', attempts = attempts + 1
      from d where t.id = d.id returning t.*`
    if (claimed.length === 0) throw new Error('Nothing was left to claim.')
    await sql`delete from bench_tasks where locked_by = ${me} and id in (
      select jsonb_array_elements_text(${JSON.stringify(claimed.map(({ id }) => id))}::text::jsonb)::bigint)`
    done += claimed.length
  }
  const rate = count / ((performance.now() - started) / 1_000)
  await sql`drop table bench_tasks`
  await end()
  return rate
}
