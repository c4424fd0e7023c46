ALTER TABLE "tasks" ADD COLUMN "died_at" timestamp(3) with time zone;--> statement-breakpoint
ALTER TABLE "tasks" ADD COLUMN "dead_id" uuid;--> statement-breakpoint
CREATE INDEX "tasks_dead" ON "tasks" USING btree ("workspace_id","died_at" DESC NULLS LAST,"dead_id" DESC NULLS LAST) WHERE dead;--> statement-breakpoint
UPDATE tasks SET died_at = now(), dead_id = gen_random_uuid() WHERE dead;
--> statement-breakpoint
-- As in 0001, and what dies gets its time and its name.
create or replace function end_task(ws uuid, task bigint, worker uuid, how text, wait_ms bigint, why text) returns boolean language plpgsql as $$
declare l text;
begin
  perform 1 from heads h where h.workspace_id = ws for no key update;
  if how = 'done' then
    delete from tasks x where x.id = task and x.locked_by = worker returning x.lane into l;
  elsif how = 'dead' then
    update tasks x set dead = true, ready = false, locked_by = null, locked_until = null, error = why,
      died_at = clock_timestamp(), dead_id = gen_random_uuid()
    where x.id = task and x.locked_by = worker returning x.lane into l;
  else
    update tasks x set run_at = clock_timestamp() + wait_ms * interval '1 millisecond', locked_by = null, locked_until = null, error = why
    where x.id = task and x.locked_by = worker returning x.lane into l;
  end if;
  if l is null then return false; end if;
  perform ready_lanes(jsonb_build_array(jsonb_build_object('ws', ws, 'lane', l)));
  return true;
end $$;
