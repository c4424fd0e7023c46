-- One command about one conversation by the rules of 0011, in plain statements, since setting up those would cost more than what they do.
--   workspace, command, hash, about, version, service, mode_version  as in 0001: ws, id, h, conv, v, svc, mv
--   kept, open, owner, flags, started, searched, state  as in 0011 · types, actors, mids, pubs, data  as in 0011 · new_tasks  JSON as in 0001: t, or null
create function commit_one(workspace uuid, now_mark text, command uuid, hash text, about uuid, version bigint, service uuid, mode_version bigint,
  kept text, open boolean, owner text, flags text[], started text, searched text, state text,
  types text[], actors text, mids uuid[], pubs int[], data text, new_tasks text)
returns table (outcome text, seq bigint, at text, result jsonb)
language plpgsql set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
declare
  head bigint; clock timestamptz; moment timestamptz; n int := cardinality(types);
  known_hash text; known_mode bigint; known_version bigint; is_taken boolean; rest jsonb;
begin
  select h.seq, h.at into head, moment from heads h where h.workspace_id = workspace for no key update;
  if not found then return; end if;
  clock := date_trunc('milliseconds', clock_timestamp());
  moment := greatest(clock, moment);
  at := to_char(moment at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');

  select k.body_hash, k.seq, k.result, v.version, c.version,
    exists (select from events e where e.workspace_id = workspace and e.message_id = any (mids))
  into known_hash, seq, result, known_mode, known_version, is_taken
  from (select) one left join commands k on k.workspace_id = workspace and k.id = command
  left join services v on v.workspace_id = workspace and v.id = service
  left join conversations c on c.workspace_id = workspace and c.id = about;

  outcome := case
    when seq is not null then case when known_hash = hash then 'duplicate' else 'reused' end
    when known_mode is distinct from mode_version then 'service'
    when coalesce(known_version, 0) <> version then 'stale'
    when is_taken then 'taken'
    else 'ok' end;
  if outcome <> 'duplicate' then result := null; end if;
  if outcome <> 'ok' then return next; return; end if;

  seq := head + n;
  insert into events (workspace_id, seq, conversation_id, type, actor, at, command_id, message_id, public_seq, data)
  select workspace, head + y.k, about, y.type, y.actor::jsonb, moment, command, y.mid, y.pub, y.data::jsonb
  from unnest(types, string_to_array(replace(actors, now_mark, at), e'\x01', ''), mids, pubs, string_to_array(replace(data, now_mark, at), e'\x01', ''))
    with ordinality y(type, actor, mid, pub, data, k);
  if n > 0 and known_version is null then
    insert into conversations (workspace_id, id, service_id, version, open, owner_id, open_flags, started_at, search, state)
    values (workspace, about, service, version + n, open, replace(owner, now_mark, at), flags, replace(started, now_mark, at)::timestamptz,
      replace(searched, now_mark, at), replace(state, now_mark, at)::jsonb);
  elsif n > 0 then
    update conversations k set version = commit_one.version + n, open = commit_one.open, owner_id = replace(owner, now_mark, at), open_flags = flags,
      search = replace(searched, now_mark, at), state = replace(commit_one.state, now_mark, at)::jsonb
    where k.workspace_id = workspace and k.id = about;
  end if;
  insert into commands (workspace_id, id, body_hash, seq, at, result) values (workspace, command, hash, seq, moment, replace(kept, now_mark, at)::jsonb);
  update heads h set seq = commit_one.seq, at = moment where h.workspace_id = workspace;
  if new_tasks is not null then
    rest := replace(new_tasks, now_mark, at)::jsonb;
    insert into tasks (workspace_id, lane, kind, payload, run_at)
    select workspace, y.lane, y.kind, y.payload, clock + y.delay * interval '1 millisecond'
    from jsonb_to_recordset(rest) y(lane text, kind text, payload jsonb, delay bigint);
    perform ready_lanes((select jsonb_agg(distinct jsonb_build_object('ws', workspace, 'lane', y -> 'lane')) from jsonb_array_elements(rest) y));
  end if;
  return next;
end $$;
