-- As in 0007, but for the clock of tasks: they run by the database's clock as it is (architecture.md, Tasks), and no longer by the
-- log's, which never runs backwards. After the database's clock was put back, tasks waited until it had caught up with the log.
create or replace function commit(batch text, workspaces uuid[], now_mark text)
returns table (i int, outcome text, seq bigint, at text, result jsonb)
language plpgsql set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
declare
  hw uuid[]; hs bigint[]; clock timestamptz; moment timestamptz; said text; d jsonb;
  ri int[]; rw text[]; rn bigint[]; rr jsonb[];
  -- Of a batch of one.
  x jsonb; about uuid; mode_version bigint; before bigint;
  has_services boolean; has_tasks boolean; has_ends boolean; lanes jsonb;
begin
  -- The counters first: whoever holds them sees everything that was committed before (a snapshot is taken per statement).
  select array_agg(z.workspace_id), array_agg(z.seq), max(z.at) into hw, hs, moment
  from (select h.workspace_id, h.seq, h.at from heads h where h.workspace_id = any (workspaces) order by h.workspace_id for no key update) z;
  -- In whole milliseconds that have begun: a column rounds, and what is due in half a millisecond is not due yet.
  clock := date_trunc('milliseconds', clock_timestamp());
  moment := greatest(clock, moment);
  said := to_char(moment at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');
  d := replace(batch, now_mark, said)::jsonb;

  -- One command about one conversation: the same in plain statements, since what is below costs more to set up than to do.
  if jsonb_array_length(d) = 1 and hw is not null and d #>> '{0,conv}' is not null and d #>> '{0,ss}' is null and d #>> '{0,done}' is null then
    x := d -> 0;
    i := (x ->> 'i')::int; about := (x ->> 'conv')::uuid; at := said;
    select k.seq, case when k.body_hash = x ->> 'h' then 'duplicate' else 'reused' end, case when k.body_hash = x ->> 'h' then k.result end
      into seq, outcome, result from commands k where k.workspace_id = hw[1] and k.id = (x ->> 'id')::uuid;
    if found then return next; return; end if;
    select k.version into mode_version from services k where k.workspace_id = hw[1] and k.id = (x ->> 'svc')::uuid;
    select k.version into before from conversations k where k.workspace_id = hw[1] and k.id = about;
    if mode_version is distinct from (x ->> 'mv')::bigint then outcome := 'service';
    elsif coalesce(before, 0) <> (x ->> 'v')::bigint then outcome := 'stale';
    elsif exists (select from events k where k.workspace_id = hw[1] and k.message_id = any ((x ->> 'mids')::uuid[])) then outcome := 'taken';
    else
      outcome := 'ok';
      seq := hs[1] + (x ->> 'n')::int;
      insert into events (workspace_id, seq, conversation_id, type, actor, at, command_id, message_id, public_seq, data)
      select hw[1], hs[1] + y.ord, about, y.type, y.actor, moment, (x ->> 'id')::uuid, y.mid, y.pub, y.data
      from rows from (jsonb_to_recordset(x -> 'e') as (type text, actor jsonb, mid uuid, pub int, data jsonb)) with ordinality y(type, actor, mid, pub, data, ord);
      if seq > hs[1] then
        if before is null then
          insert into conversations (workspace_id, id, service_id, version, open, owner_id, open_flags, started_at, search, state)
          values (hw[1], about, (x #>> '{row,service_id}')::uuid, seq - hs[1], (x #>> '{row,open}')::boolean, x #>> '{row,owner_id}', (x #>> '{row,flags}')::text[],
            (x #>> '{row,started_at}')::timestamptz, x #>> '{row,search}', x #> '{row,state}');
        else
          update conversations k set version = before + seq - hs[1], open = (x #>> '{row,open}')::boolean, owner_id = x #>> '{row,owner_id}',
            open_flags = (x #>> '{row,flags}')::text[], search = x #>> '{row,search}', state = x #> '{row,state}'
          where k.workspace_id = hw[1] and k.id = about;
        end if;
      end if;
      insert into commands (workspace_id, id, body_hash, seq, at, result)
      values (hw[1], (x ->> 'id')::uuid, x ->> 'h', seq, moment,
        case when x -> 'view' is null then x -> 'r' else (x -> 'r') || jsonb_build_object('conversation', (x #> '{row,state}') || (x -> 'view')) end);
      update heads h set seq = hs[1] + (x ->> 'n')::int, at = moment where h.workspace_id = hw[1];
      if x -> 't' is not null then
        insert into tasks (workspace_id, lane, kind, payload, run_at)
        select hw[1], y.lane, y.kind, y.payload, clock + y.delay * interval '1 millisecond'
        from jsonb_to_recordset(x -> 't') y(lane text, kind text, payload jsonb, delay bigint);
        perform ready_lanes((select jsonb_agg(distinct jsonb_build_object('ws', hw[1], 'lane', y -> 'lane')) from jsonb_array_elements(x -> 't') y));
      end if;
    end if;
    return next; return;
  end if;

  -- What becomes of each: narrow rows, since they are sorted.
  with s as materialized (
    select x.i, x.ws, x.n, coalesce(x.conv, x.id) as unit, h.base, k.seq as kseq, k.result as kresult,
      x.ss is not null as services, x.t is not null as tasks, x.done is not null as ends, case
      when k.seq is not null then case when k.body_hash = x.h then 'duplicate' else 'reused' end
      when x.done is not null and tk.held is null then 'lease'
      when x.svc is not null and sv.version is distinct from x.mv then 'service'
      when x.ss is not null and sw.moved then 'service'
      when x.conv is not null and x.v <> coalesce(kv.version, 0) + coalesce(sum(x.n) over (
        partition by x.ws, x.conv order by x.i rows between unbounded preceding and 1 preceding), 0) then 'stale'
      when ms.taken then 'taken'
    end as bad
    from jsonb_to_recordset(d) x(i int, ws uuid, id uuid, h text, conv uuid, v bigint, svc uuid, mv bigint, n int, mids uuid[], ss jsonb, t jsonb, done jsonb)
    join unnest(hw, hs) h(ws, base) using (ws)
    left join lateral (select y.seq, y.result, y.body_hash from commands y where y.workspace_id = x.ws and y.id = x.id limit 1) k on true
    left join lateral (select y.version from conversations y where y.workspace_id = x.ws and y.id = x.conv limit 1) kv on true
    left join lateral (select y.version from services y where y.workspace_id = x.ws and y.id = x.svc limit 1) sv on true
    left join lateral (select true as held from tasks y where x.done is not null and y.id = (x.done ->> 'id')::bigint and y.locked_by = (x.done ->> 'by')::uuid limit 1 for update) tk on true
    left join lateral (select true as moved from jsonb_to_recordset(x.ss) w(id uuid, v bigint)
      left join services y on y.workspace_id = x.ws and y.id = w.id where coalesce(y.version, 0) <> w.v limit 1) sw on x.ss is not null
    left join lateral (select true as taken from unnest(x.mids) w(id), lateral (
      select from events y where y.workspace_id = x.ws and y.message_id = w.id limit 1) y limit 1) ms on true),
  g as (select s.*, bool_or(bad is not null) over (partition by ws, unit order by i) as broken from s),
  o as (select g.*, base + sum(case when broken then 0 else n end) over (partition by ws order by i) as last from g)
  select array_agg(i order by i), array_agg(case when broken then coalesce(bad, 'stale') else 'ok' end order by i),
    array_agg(case when broken then kseq else last end order by i), array_agg(case when bad = 'duplicate' then kresult end order by i),
    bool_or(services and not broken), bool_or(tasks and not broken), bool_or(ends and not broken)
  into ri, rw, rn, rr, has_services, has_tasks, has_ends from o;

  insert into events (workspace_id, seq, conversation_id, type, actor, at, command_id, message_id, public_seq, data)
  select x.ws, o.last - x.n + y.ord, x.conv, y.type, y.actor, moment, x.id, y.mid, y.pub, y.data
  from jsonb_to_recordset(d) x(i int, ws uuid, id uuid, conv uuid, n int, e jsonb)
  join unnest(ri, rw, rn) o(i, what, last) on o.i = x.i and o.what = 'ok',
  rows from (jsonb_to_recordset(x.e) as (type text, actor jsonb, mid uuid, pub int, data jsonb)) with ordinality y(type, actor, mid, pub, data, ord);

  insert into conversations as k (workspace_id, id, service_id, version, open, owner_id, open_flags, started_at, search, state)
  select distinct on (x.ws, x.conv) x.ws, x.conv, (x."row" ->> 'service_id')::uuid, x.v + x.n, (x."row" ->> 'open')::boolean, x."row" ->> 'owner_id',
    (x."row" ->> 'flags')::text[], (x."row" ->> 'started_at')::timestamptz, x."row" ->> 'search', x."row" -> 'state'
  from jsonb_to_recordset(d) x(i int, ws uuid, conv uuid, v bigint, n int, "row" jsonb)
  join unnest(ri, rw) o(i, what) on o.i = x.i and o.what = 'ok'
  where x.conv is not null and x.n > 0 order by x.ws, x.conv, x.i desc
  on conflict (workspace_id, id) do update set version = excluded.version, open = excluded.open, owner_id = excluded.owner_id,
    open_flags = excluded.open_flags, search = excluded.search, state = excluded.state;

  insert into commands (workspace_id, id, body_hash, seq, at, result)
  select x.ws, x.id, x.h, o.last, moment,
    case when x.view is null then x.r else x.r || jsonb_build_object('conversation', (x."row" -> 'state') || x.view) end
  from jsonb_to_recordset(d) x(i int, ws uuid, id uuid, h text, r jsonb, view jsonb, "row" jsonb)
  join unnest(ri, rw, rn) o(i, what, last) on o.i = x.i and o.what = 'ok';

  update heads h set seq = m.last, at = moment
  from (select x.ws, max(o.last) as last from jsonb_to_recordset(d) x(i int, ws uuid) join unnest(ri, rw, rn) o(i, what, last) on o.i = x.i and o.what = 'ok' group by x.ws) m
  where h.workspace_id = m.ws;

  if has_services then
    insert into services as k (workspace_id, id, version, deleted, state)
    select x.ws, y.id, y.v + 1, y.deleted, y.state
    from jsonb_to_recordset(d) x(i int, ws uuid, ss jsonb) join unnest(ri, rw) o(i, what) on o.i = x.i and o.what = 'ok',
      jsonb_to_recordset(x.ss) y(id uuid, v bigint, deleted boolean, state jsonb) where x.ss is not null
    on conflict (workspace_id, id) do update set version = excluded.version, deleted = excluded.deleted, state = excluded.state;
  end if;
  if has_tasks then
    insert into tasks (workspace_id, lane, kind, payload, run_at)
    select x.ws, y.lane, y.kind, y.payload, clock + y.delay * interval '1 millisecond'
    from jsonb_to_recordset(d) x(i int, ws uuid, t jsonb) join unnest(ri, rw) o(i, what) on o.i = x.i and o.what = 'ok',
      jsonb_to_recordset(x.t) y(lane text, kind text, payload jsonb, delay bigint);
  end if;
  if has_ends then
    delete from tasks k using jsonb_to_recordset(d) x(i int, done jsonb) join unnest(ri, rw) o(i, what) on o.i = x.i and o.what = 'ok'
    where x.done is not null and k.id = (x.done ->> 'id')::bigint;
  end if;
  if has_tasks or has_ends then
    -- The first living task of each touched lane is ready.
    select jsonb_agg(distinct jsonb_build_object('ws', x ->> 'ws', 'lane', l.lane)) into lanes
    from jsonb_array_elements(d) x, lateral (
      select y ->> 'lane' as lane from jsonb_array_elements(x -> 't') y union all select x -> 'done' ->> 'lane' where x -> 'done' ->> 'lane' is not null) l;
    if lanes is not null then perform ready_lanes(lanes); end if;
  end if;
  return query select z.i, z.what, z.number, said, z.result from unnest(ri, rw, rn, rr) z(i, what, number, result);
end $$;
