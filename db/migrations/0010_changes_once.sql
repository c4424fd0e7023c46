-- A change outside the log is written together with its line in `unrecorded`, which goes when the log has it. Two nodes that
-- are asked the same at once meet at the key of that line; one that comes when the line is gone meets its command in the log
-- (L4). A trigger sees what was committed until now, which the statement that it stands in may be too old for.
create function refuse_recorded() returns trigger language plpgsql as $$
begin
  if exists (select from commands c where c.workspace_id = new.workspace_id and c.id = new.command_id) then
    raise unique_violation using message = 'this command is in the log already';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger refuse_recorded before insert on unrecorded for each row execute function refuse_recorded();
