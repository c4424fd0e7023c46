-- As in 0004, without waiting for the disk. A database that dies within the next moments may have forgotten that a task was
-- taken or has ended by itself: then it comes again, as it does when a worker dies, and its command's id is known (L4, L12).
-- Whoever commits to the log later waits for the disk, and all that was written before is there then.
create or replace function take_tasks(kinds jsonb, worker uuid)
returns table (id bigint, "workspaceId" uuid, lane text, kind text, payload jsonb, attempts smallint)
language plpgsql set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_bitmapscan = off as $$
#variable_conflict use_column
begin
  perform set_config('synchronous_commit', 'off', true);
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
-- As in 0004, without waiting for the disk, as above; what is due now is due in the millisecond that has begun.
create or replace function end_tasks(d jsonb, worker uuid) returns table (id bigint) language plpgsql
set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
#variable_conflict use_column
declare lanes jsonb; held bigint[];
begin
  perform set_config('synchronous_commit', 'off', true);
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
      run_at = case when e.how = 'dead' then t.run_at else date_trunc('milliseconds', clock_timestamp()) + e.wait * interval '1 millisecond' end,
      died_at = case when e.how = 'dead' then clock_timestamp() end, dead_id = case when e.how = 'dead' then e.name end
    from e where e.how <> 'done' and t.id = e.id and t.locked_by = worker
    returning t.workspace_id as ws, t.lane, t.id, t.dead, e.next),
  left_behind as (
    insert into tasks (workspace_id, lane, kind, payload, run_at)
    select k.ws, k.next ->> 'lane', k.next ->> 'kind', k.next -> 'payload', date_trunc('milliseconds', clock_timestamp()) from kept k where k.dead and k.next is not null
    returning workspace_id as ws, lane, null::bigint as id)
  select jsonb_agg(distinct jsonb_build_object('ws', m.ws, 'lane', m.lane)), array_agg(m.id) filter (where m.id is not null) into lanes, held
  from (select ws, lane, id from done union all select ws, lane, id from kept union all select ws, lane, id from left_behind) m;
  if lanes is null then return; end if;
  perform ready_lanes(lanes);
  return query select unnest(held);
end $$;
