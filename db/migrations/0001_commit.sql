-- The one statement of the serving path: a batch of decided commands becomes numbered events, or is told why not.
-- Called as: select * from commit($1::text::jsonb, $2). Element of d:
--   i        its place in the batch
--   ws, id   workspace and command id · h hash of the command's body
--   conv, v  the conversation and the version it was decided at (later commands of one conversation follow on), or null
--   svc, mv  the service and the version it was decided at, or null
--   n, e     how many events, and the events {type, actor, data, mid, pub}
--   row      what the conversation's row becomes {service_id, open, owner_id, flags, started_at, search, state}, or null
--   ss       services' rows to write [{id, v, deleted, state}], or null
--   r        the answer to keep
--   t        tasks to add [{lane, kind, payload, delay}]
--   done     the task that this command finishes {id, by, lane}, or null
-- `now_mark` stands in rows and answers wherever the time of the commit belongs, which is known only here.
-- Answers: ok | duplicate (same id, same body: `result` is the first answer) | reused (same id, other body) |
--   stale (the conversation moved on: `cur` is its present state) | service (the service moved on) |
--   lease (the task is no longer this worker's) | taken (a message by that id stands already).
create function commit(d jsonb, now_mark text)
returns table (i int, outcome text, seq bigint, at text, result jsonb, cur jsonb)
language plpgsql set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
declare
  hw uuid[]; hs bigint[]; ha timestamptz[]; lanes jsonb;
begin
  -- The counters first: whoever holds them sees everything that was committed before (a snapshot is taken per statement).
  select array_agg(z.workspace_id), array_agg(z.seq), array_agg(z.at) into hw, hs, ha from (
    select h.workspace_id, h.seq, date_trunc('milliseconds', greatest(clock_timestamp(), h.at)) as at from heads h
    where h.workspace_id = any (array(select distinct (x ->> 'ws')::uuid from jsonb_array_elements(d) x))
    order by h.workspace_id for no key update) z;

  return query with
  c as materialized (
    select x.*, h.base, h.moment, to_char(h.moment at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as said
    from jsonb_to_recordset(d) x(i int, ws uuid, id uuid, h text, conv uuid, v bigint, svc uuid, mv bigint, n int,
                                 e jsonb, "row" jsonb, ss jsonb, r jsonb, t jsonb, done jsonb)
    join unnest(hw, hs, ha) h(ws, base, moment) using (ws)),
  s as materialized (
    select c.*, k.kseq, k.kresult, kv.cur, case
      when k.kseq is not null then case when k.body_hash = c.h then 'duplicate' else 'reused' end
      when c.done is not null and tk.held is null then 'lease'
      when c.svc is not null and sv.version is distinct from c.mv then 'service'
      when c.ss is not null and sw.moved then 'service'
      when c.conv is not null and c.v <> coalesce(kv.version, 0) + coalesce(sum(c.n) over (
        partition by c.ws, c.conv order by c.i rows between unbounded preceding and 1 preceding), 0) then 'stale'
      when ms.taken then 'taken'
    end bad
    from c
    left join lateral (select x.seq kseq, x.result kresult, x.body_hash from commands x where x.workspace_id = c.ws and x.id = c.id limit 1) k on true
    left join lateral (select x.version, x.state cur from conversations x where x.workspace_id = c.ws and x.id = c.conv limit 1) kv on true
    left join lateral (select x.version from services x where x.workspace_id = c.ws and x.id = c.svc limit 1) sv on true
    left join lateral (select true held from tasks x where c.done is not null and x.id = (c.done ->> 'id')::bigint and x.locked_by = (c.done ->> 'by')::uuid limit 1) tk on true
    left join lateral (select coalesce(bool_or(coalesce(x.version, 0) <> w.v), false) moved from jsonb_to_recordset(c.ss) w(id uuid, v bigint)
      left join services x on x.workspace_id = c.ws and x.id = w.id) sw on c.ss is not null
    left join lateral (select coalesce(bool_or(y.found), false) taken from jsonb_to_recordset(c.e) w(mid uuid)
      left join lateral (select true found from events x where x.workspace_id = c.ws and x.message_id = w.mid limit 1) y on true) ms on true),
  g as materialized (
    select s.*, bool_or(bad is not null) over (partition by ws, coalesce(conv, id) order by i) broken from s),
  ok as materialized (
    select g.*, (base + sum(n) over (partition by ws order by i))::bigint as last from g where not broken),
  w1 as (
    insert into events (workspace_id, seq, conversation_id, type, actor, at, command_id, message_id, public_seq, data)
    select ok.ws, ok.last - ok.n + x.ord, ok.conv, x.type, x.actor, ok.moment, ok.id, x.mid, x.pub, x.data
    from ok, rows from (jsonb_to_recordset(ok.e) as (type text, actor jsonb, mid uuid, pub int, data jsonb)) with ordinality x(type, actor, mid, pub, data, ord)),
  w2 as (
    insert into conversations as k (workspace_id, id, service_id, version, open, owner_id, open_flags, started_at, search, state)
    select distinct on (ws, conv) ws, conv, ("row" ->> 'service_id')::uuid, v + n, ("row" ->> 'open')::boolean, "row" ->> 'owner_id',
      array(select jsonb_array_elements_text("row" -> 'flags')), replace("row" ->> 'started_at', now_mark, said)::timestamptz, "row" ->> 'search',
      replace(("row" -> 'state')::text, now_mark, said)::jsonb
    from ok where conv is not null and n > 0 order by ws, conv, i desc
    on conflict (workspace_id, id) do update set version = excluded.version, open = excluded.open, owner_id = excluded.owner_id,
      open_flags = excluded.open_flags, search = excluded.search, state = excluded.state),
  w3 as (
    insert into commands (workspace_id, id, body_hash, seq, at, result)
    select ws, id, h, last, moment, replace(r::text, now_mark, said)::jsonb from ok),
  w4 as (
    update heads h set seq = m.last, at = m.moment from (select ws, max(last) as last, max(moment) as moment from ok group by ws) m
    where h.workspace_id = m.ws),
  w5 as (
    insert into services as k (workspace_id, id, version, deleted, state)
    select ok.ws, x.id, x.v + 1, x.deleted, replace(x.state::text, now_mark, ok.said)::jsonb
    from ok, jsonb_to_recordset(ok.ss) x(id uuid, v bigint, deleted boolean, state jsonb) where ok.ss is not null
    on conflict (workspace_id, id) do update set version = excluded.version, deleted = excluded.deleted, state = excluded.state),
  w6 as (
    insert into tasks (workspace_id, lane, kind, payload, run_at)
    select ok.ws, x.lane, x.kind, x.payload, ok.moment + x.delay * interval '1 millisecond'
    from ok, jsonb_to_recordset(ok.t) x(lane text, kind text, payload jsonb, delay bigint)),
  w7 as (
    delete from tasks x using ok where ok.done is not null and x.id = (ok.done ->> 'id')::bigint)
  select g.i, case when not g.broken then 'ok' else coalesce(g.bad, 'stale') end, coalesce(g.kseq, ok.last), g.said, g.kresult,
         case when g.broken then g.cur end
  from g left join ok on ok.i = g.i order by 1;

  -- A statement of its own, so that it sees the tasks that came and went: the first living task of each touched lane is ready.
  select jsonb_agg(distinct jsonb_build_object('ws', x ->> 'ws', 'lane', l.lane)) into lanes
  from jsonb_array_elements(d) x, lateral (
    select y ->> 'lane' lane from jsonb_array_elements(x -> 't') y union all select x -> 'done' ->> 'lane' where x -> 'done' ->> 'lane' is not null) l;
  if lanes is not null then perform ready_lanes(lanes); end if;
end $$;
--> statement-breakpoint
-- Makes the first living task of each lane ready. lanes: [{ws, lane}].
create function ready_lanes(lanes jsonb) returns void language sql as $$
  update tasks t set ready = true from jsonb_to_recordset(lanes) l(ws uuid, lane text), lateral (
    select x.id from tasks x where x.workspace_id = l.ws and x.lane = l.lane and not x.dead order by x.id limit 1) f
  where t.id = f.id and not t.ready;
$$;
--> statement-breakpoint
-- Ends a task by itself, under the counter's lock: done (gone), again later, or dead. Nothing happens where the lease is lost.
create function end_task(ws uuid, task bigint, worker uuid, how text, wait_ms bigint, why text) returns boolean language plpgsql as $$
declare l text;
begin
  perform 1 from heads h where h.workspace_id = ws for no key update;
  if how = 'done' then
    delete from tasks x where x.id = task and x.locked_by = worker returning x.lane into l;
  elsif how = 'dead' then
    update tasks x set dead = true, ready = false, locked_by = null, locked_until = null, error = why
    where x.id = task and x.locked_by = worker returning x.lane into l;
  else
    update tasks x set run_at = clock_timestamp() + wait_ms * interval '1 millisecond', locked_by = null, locked_until = null, error = why
    where x.id = task and x.locked_by = worker returning x.lane into l;
  end if;
  if l is null then return false; end if;
  perform ready_lanes(jsonb_build_array(jsonb_build_object('ws', ws, 'lane', l)));
  return true;
end $$;
--> statement-breakpoint
alter table heads set (fillfactor = 10);
--> statement-breakpoint
alter table services set (fillfactor = 10);
--> statement-breakpoint
alter table conversations set (fillfactor = 80);
