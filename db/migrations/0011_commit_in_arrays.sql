-- A batch by the rules of 0008, and cheaper: each text is read once, and only where it is stored. The batch comes as arrays, one element
-- for each entry, or event, in order. As JSON it was read into one tree, through which each insert walked again. What 0008 made stays for
-- older programs.
--   workspaces  those of the batch, in order, once; now_mark as in 0001, in the arrays that come as text, so that it is replaced in all of one at once
--   w           which of the workspaces · ids, hashes, ns as in 0001: id, h, n
--   convs, versions, svcs, mvs  as in 0001: conv, v, svc, mv; svc is also the service of the row
--   kept        as in 0001: r, JSON · opens, owners, flags (texts of arrays), started, searches, states  as in 0001: row, where there is a conv
--   eo, ek      of which entry an event is, and which one of it, from 1 · types, actors, mids, pubs, data  as in 0001: e
--               actors, data, kept and states are texts that a character parts which stands in no JSON: nothing is quoted a second time; '' is null
--   more        JSON of what is rare, or null: [{o, ss, t, done}], o for the entry
-- The answer's i is the entry, from 1.
create function commit_batch(workspaces uuid[], now_mark text, w int[], ids uuid[], hashes text[], convs uuid[], versions bigint[], svcs uuid[],
  mvs bigint[], ns int[], kept text, opens boolean[], owners text, flags text[], started text, searches text, states text,
  eo int[], ek int[], types text[], actors text, mids uuid[], pubs int[], data text, more text)
returns table (i int, outcome text, seq bigint, at text, result jsonb)
language plpgsql set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
declare
  bases bigint[]; clock timestamptz; moment timestamptz; said text; rest jsonb; taken int[];
  fates text[]; numbers bigint[]; results jsonb[]; oks boolean[]; newest boolean[];
begin
  -- The counters first: whoever holds them sees everything that was committed before (a snapshot is taken per statement).
  select array_agg(z.seq order by u.o), max(z.at) into bases, moment
  from unnest(workspaces) with ordinality u(ws, o)
  left join (select h.workspace_id, h.seq, h.at from heads h where h.workspace_id = any (workspaces) order by h.workspace_id for no key update) z
    on z.workspace_id = u.ws;
  -- In whole milliseconds that have begun: a column rounds, and what is due in half a millisecond is not due yet.
  clock := date_trunc('milliseconds', clock_timestamp());
  moment := greatest(clock, moment);
  said := to_char(moment at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');
  rest := replace(more, now_mark, said)::jsonb;

  taken := array(select y.o from unnest(eo, mids) y(o, mid),
    lateral (select from events k where k.workspace_id = workspaces[w[y.o]] and k.message_id = y.mid limit 1) k);

  -- What becomes of each: narrow rows, since they are sorted.
  with s as (
    select x.i, x.w, x.n, coalesce(x.conv, x.id) as unit, bases[x.w] as base, k.seq as kseq, k.result as kresult, case
      when bases[x.w] is null then 'unknown'
      when k.seq is not null then case when k.body_hash = x.h then 'duplicate' else 'reused' end
      when m.done is not null and tk.held is null then 'lease'
      when x.svc is not null and sv.version is distinct from x.mv then 'service'
      when m.ss is not null and sw.moved then 'service'
      when x.conv is not null and x.v <> coalesce(kv.version, 0) + coalesce(sum(x.n) over (
        partition by x.w, x.conv order by x.i rows between unbounded preceding and 1 preceding), 0) then 'stale'
      when x.i = any (taken) then 'taken'
    end as bad
    from unnest(w, ids, hashes, convs, versions, svcs, mvs, ns) with ordinality x(w, id, h, conv, v, svc, mv, n, i)
    left join jsonb_to_recordset(rest) m(o int, ss jsonb, done jsonb) on m.o = x.i
    left join lateral (select y.seq, y.result, y.body_hash from commands y where y.workspace_id = workspaces[x.w] and y.id = x.id limit 1) k on true
    left join lateral (select y.version from conversations y where y.workspace_id = workspaces[x.w] and y.id = x.conv limit 1) kv on true
    left join lateral (select y.version from services y where y.workspace_id = workspaces[x.w] and y.id = x.svc limit 1) sv on true
    left join lateral (select true as held from tasks y where m.done is not null and y.id = (m.done ->> 'id')::bigint and y.locked_by = (m.done ->> 'by')::uuid limit 1 for update) tk on true
    left join lateral (select true as moved from jsonb_to_recordset(m.ss) v(id uuid, v bigint)
      left join services y on y.workspace_id = workspaces[x.w] and y.id = v.id where coalesce(y.version, 0) <> v.v limit 1) sw on m.ss is not null),
  g as (select s.*, bool_or(bad is not null) over (partition by w, unit order by i) as broken from s),
  l as (select g.*, max(i) filter (where not broken and n > 0) over (partition by w, unit) = i as newest from g),
  o as (select l.*, base + sum(case when broken then 0 else n end) over (partition by w order by i) as last from l)
  select array_agg(case when broken then coalesce(bad, 'stale') else 'ok' end order by i),
    array_agg(case when broken then kseq else last end order by i), array_agg(case when bad = 'duplicate' then kresult end order by i),
    array_agg(not broken order by i), array_agg(newest order by i)
  into fates, numbers, results, oks, newest from o;

  insert into events (workspace_id, seq, conversation_id, type, actor, at, command_id, message_id, public_seq, data)
  select workspaces[w[y.o]], numbers[y.o] - ns[y.o] + y.k, convs[y.o], y.type, y.actor::jsonb, moment, ids[y.o], y.mid, y.pub, y.data::jsonb
  from unnest(eo, ek, types, string_to_array(replace(actors, now_mark, said), e'\x01', ''), mids, pubs, string_to_array(replace(data, now_mark, said), e'\x01', '')) y(o, k, type, actor, mid, pub, data) where oks[y.o];

  insert into conversations as k (workspace_id, id, service_id, version, open, owner_id, open_flags, started_at, search, state)
  select workspaces[x.w], x.conv, x.svc, x.v + x.n, x.open, x.owner, x.flags::text[], x.started::timestamptz, x.search, x.state::jsonb
  from unnest(w, convs, svcs, versions, ns, opens, replace(owners, now_mark, said)::text[], flags, replace(started, now_mark, said)::text[],
    replace(searches, now_mark, said)::text[], string_to_array(replace(states, now_mark, said), e'\x01', ''), newest)
    x(w, conv, svc, v, n, open, owner, flags, started, search, state, newest)
  where x.newest and x.conv is not null
  on conflict (workspace_id, id) do update set version = excluded.version, open = excluded.open, owner_id = excluded.owner_id,
    open_flags = excluded.open_flags, search = excluded.search, state = excluded.state;

  insert into commands (workspace_id, id, body_hash, seq, at, result)
  select workspaces[x.w], x.id, x.h, x.last, moment, x.kept::jsonb
  from unnest(w, ids, hashes, numbers, string_to_array(replace(kept, now_mark, said), e'\x01', ''), oks) x(w, id, h, last, kept, ok) where x.ok;

  update heads h set seq = m.last, at = moment
  from (select workspaces[x.w] as ws, max(x.last) as last from unnest(w, numbers, oks) x(w, last, ok) where x.ok group by x.w) m
  where h.workspace_id = m.ws;

  if rest is not null then
    insert into services as k (workspace_id, id, version, deleted, state)
    select workspaces[w[m.o]], y.id, y.v + 1, y.deleted, y.state
    from jsonb_to_recordset(rest) m(o int, ss jsonb), jsonb_to_recordset(m.ss) y(id uuid, v bigint, deleted boolean, state jsonb)
    where m.ss is not null and oks[m.o]
    on conflict (workspace_id, id) do update set version = excluded.version, deleted = excluded.deleted, state = excluded.state;

    insert into tasks (workspace_id, lane, kind, payload, run_at)
    select workspaces[w[m.o]], y.lane, y.kind, y.payload, clock + y.delay * interval '1 millisecond'
    from jsonb_to_recordset(rest) m(o int, t jsonb), jsonb_to_recordset(m.t) y(lane text, kind text, payload jsonb, delay bigint) where oks[m.o];

    delete from tasks k using jsonb_to_recordset(rest) m(o int, done jsonb) where m.done is not null and oks[m.o] and k.id = (m.done ->> 'id')::bigint;

    -- The first living task of each touched lane is ready.
    perform ready_lanes(l.lanes) from (
      select jsonb_agg(distinct jsonb_build_object('ws', workspaces[w[m.o]], 'lane', l.lane)) as lanes
      from jsonb_to_recordset(rest) m(o int, t jsonb, done jsonb), lateral (
        select y ->> 'lane' as lane from jsonb_array_elements(m.t) y union all select m.done ->> 'lane' where m.done ->> 'lane' is not null) l
      where oks[m.o]) l
    where l.lanes is not null;
  end if;
  return query select z.i::int, z.fate, z.number, said, z.result
    from unnest(fates, numbers, results) with ordinality z(fate, number, result, i) where z.fate <> 'unknown';
end $$;
