DROP INDEX "tasks_due";--> statement-breakpoint
CREATE INDEX "tasks_due_of_kind" ON "tasks" USING btree ("kind","run_at","id") WHERE ready;--> statement-breakpoint
-- Takes due tasks for 60 s: of each kind as many as the worker has room for, so that no kind waits behind another.
-- kinds: [{kind, room}]. What runs is chosen by the index whatever the planner thinks of the table: it was planned when that was
-- empty, and may hold a hundred thousand tasks a second later.
create function take_tasks(kinds jsonb, worker uuid)
returns table (id bigint, "workspaceId" uuid, lane text, kind text, payload jsonb, attempts smallint)
language plpgsql set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_bitmapscan = off as $$
#variable_conflict use_column
begin
  return query with due as materialized (
    select x.id from jsonb_to_recordset(kinds) k(kind text, room int), lateral (
      select t.id from tasks t
      where t.ready and t.kind = k.kind and t.run_at <= now() and (t.locked_until is null or t.locked_until < now())
      order by t.run_at, t.id limit k.room for update skip locked) x)
  update tasks t set locked_by = worker, locked_until = now() + interval '60 s', attempts = t.attempts + 1
  where t.id = any (array(select due.id from due))
  returning t.id, t.workspace_id, t.lane, t.kind, t.payload, t.attempts;
end $$;
--> statement-breakpoint
-- Ends many tasks by themselves, under the counters' locks; nothing happens to those whose lease is lost. Element of d:
--   ws, id   workspace and number
--   how      done (gone), again (after `wait` milliseconds) or dead
--   why      what was thrown, or null
--   name     what a dead one is called
--   next     the task that a dead one leaves behind {lane, kind, payload}, or null
-- Answers the numbers of those that were still this worker's.
create function end_tasks(d jsonb, worker uuid) returns table (id bigint) language plpgsql
set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
#variable_conflict use_column
declare lanes jsonb; held bigint[];
begin
  perform 1 from (
    select 1 from heads h where h.workspace_id = any (array(select distinct (x ->> 'ws')::uuid from jsonb_array_elements(d) x))
    order by h.workspace_id for no key update) z;
  with e as materialized (
    select * from jsonb_to_recordset(d) x(ws uuid, id bigint, how text, wait bigint, why text, name uuid, next jsonb)),
  done as (
    delete from tasks t where t.id = any (array(select e.id from e where e.how = 'done')) and t.locked_by = worker
    returning t.workspace_id as ws, t.lane, t.id),
  kept as (
    update tasks t set locked_by = null, locked_until = null, error = e.why, dead = e.how = 'dead', ready = e.how <> 'dead',
      run_at = case when e.how = 'dead' then t.run_at else clock_timestamp() + e.wait * interval '1 millisecond' end,
      died_at = case when e.how = 'dead' then clock_timestamp() end, dead_id = case when e.how = 'dead' then e.name end
    from e where e.how <> 'done' and t.id = e.id and t.locked_by = worker
    returning t.workspace_id as ws, t.lane, t.id, t.dead, e.next),
  left_behind as (
    insert into tasks (workspace_id, lane, kind, payload, run_at)
    select k.ws, k.next ->> 'lane', k.next ->> 'kind', k.next -> 'payload', clock_timestamp() from kept k where k.dead and k.next is not null
    returning workspace_id as ws, lane, null::bigint as id)
  select jsonb_agg(distinct jsonb_build_object('ws', m.ws, 'lane', m.lane)), array_agg(m.id) filter (where m.id is not null) into lanes, held
  from (select ws, lane, id from done union all select ws, lane, id from kept union all select ws, lane, id from left_behind) m;
  if lanes is null then return; end if;
  perform ready_lanes(lanes);
  return query select unnest(held);
end $$;
