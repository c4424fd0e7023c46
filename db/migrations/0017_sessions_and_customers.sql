CREATE TABLE "customer_data" (
	"workspace_id" uuid NOT NULL,
	"customer_id" uuid NOT NULL,
	"key" text NOT NULL,
	"value" text NOT NULL,
	"at" timestamp(3) with time zone NOT NULL,
	"by" text,
	"conversation_id" uuid,
	CONSTRAINT "customer_data_workspace_id_customer_id_key_pk" PRIMARY KEY("workspace_id","customer_id","key")
);
--> statement-breakpoint
CREATE TABLE "customer_history" (
	"workspace_id" uuid NOT NULL,
	"customer_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"at" timestamp(3) with time zone NOT NULL,
	"by" jsonb,
	"what" text NOT NULL,
	"field" text,
	"from" text,
	"to" text,
	CONSTRAINT "customer_history_workspace_id_customer_id_id_pk" PRIMARY KEY("workspace_id","customer_id","id")
);
--> statement-breakpoint
CREATE TABLE "customer_sessions" (
	"workspace_id" uuid NOT NULL,
	"conversation_id" uuid NOT NULL,
	"customer_id" uuid NOT NULL,
	"claimed" boolean NOT NULL,
	CONSTRAINT "customer_sessions_workspace_id_conversation_id_pk" PRIMARY KEY("workspace_id","conversation_id")
);
--> statement-breakpoint
CREATE TABLE "customers" (
	"workspace_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"external_id" text,
	"name" text,
	"email" text,
	"phone" text,
	"address" text,
	"verified" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"labels" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"merged_into" uuid,
	"root_id" uuid NOT NULL,
	CONSTRAINT "customers_workspace_id_id_pk" PRIMARY KEY("workspace_id","id")
);
--> statement-breakpoint
CREATE TABLE "search_places" (
	"workspace_id" uuid PRIMARY KEY NOT NULL,
	"key" serial NOT NULL,
	"seq" bigint DEFAULT 0 NOT NULL,
	"version" integer DEFAULT 0 NOT NULL,
	"held_by" uuid,
	"held_until" timestamp(3) with time zone
);
--> statement-breakpoint
CREATE TABLE "session_words" (
	"workspace_id" uuid NOT NULL,
	"seq" bigint NOT NULL,
	"conversation_id" uuid NOT NULL,
	"words" "tsvector" NOT NULL,
	CONSTRAINT "session_words_workspace_id_seq_pk" PRIMARY KEY("workspace_id","seq")
);
--> statement-breakpoint
ALTER TABLE "heads" ADD COLUMN "erasures" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "customer_data" ADD CONSTRAINT "customer_data_customer" FOREIGN KEY ("workspace_id","customer_id") REFERENCES "public"."customers"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "customer_history" ADD CONSTRAINT "customer_history_customer" FOREIGN KEY ("workspace_id","customer_id") REFERENCES "public"."customers"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "customer_sessions" ADD CONSTRAINT "customer_sessions_conversation" FOREIGN KEY ("workspace_id","conversation_id") REFERENCES "public"."conversations"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "customer_sessions" ADD CONSTRAINT "customer_sessions_customer" FOREIGN KEY ("workspace_id","customer_id") REFERENCES "public"."customers"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "customers" ADD CONSTRAINT "customers_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "customers" ADD CONSTRAINT "customers_root" FOREIGN KEY ("workspace_id","root_id") REFERENCES "public"."customers"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "search_places" ADD CONSTRAINT "search_places_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "session_words" ADD CONSTRAINT "session_words_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "customer_sessions_of" ON "customer_sessions" USING btree ("workspace_id","customer_id");--> statement-breakpoint
CREATE UNIQUE INDEX "customers_external" ON "customers" USING btree ("workspace_id","external_id") WHERE external_id is not null;--> statement-breakpoint
CREATE INDEX "customers_email" ON "customers" USING btree ("workspace_id",lower(email));--> statement-breakpoint
CREATE INDEX "customers_phone" ON "customers" USING btree ("workspace_id","phone");--> statement-breakpoint
CREATE INDEX "customers_family" ON "customers" USING btree ("workspace_id","root_id");--> statement-breakpoint
CREATE INDEX "session_words_of" ON "session_words" USING btree ("workspace_id","conversation_id");--> statement-breakpoint
CREATE INDEX "session_words_found" ON "session_words" USING gin ("words");--> statement-breakpoint
CREATE INDEX "events_modes" ON "events" USING btree ("workspace_id","at") WHERE type = 'mode.changed';--> statement-breakpoint
-- Erases a person, in one transaction and under the counter's lock, as a commit does (laws.md, Erasure and retention).
--   conversations  [{id, version, search, state}]: as they were read, and as they are to be · events  [{seq, data}]
-- What moved on since then is not written over: 'stale'.
create function erase_customer(workspace uuid, customer uuid, command uuid, hash text, author jsonb, answer jsonb, conversations jsonb, events jsonb)
returns text language plpgsql set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
declare
  head bigint; moment timestamptz; family uuid[]; n int;
begin
  select h.seq, h.at into head, moment from heads h where h.workspace_id = workspace for no key update;
  if not found then return 'unknown'; end if;
  moment := greatest(date_trunc('milliseconds', clock_timestamp()), moment);
  -- Whoever reads on for the search and the records waits here, and what was read before then is not written after it.
  update search_places p set version = p.version + 1 where p.workspace_id = workspace;
  family := array(select k.id from customers k where k.workspace_id = workspace and k.root_id = customer for update);
  if cardinality(family) = 0 then return 'unknown'; end if;

  n := jsonb_array_length(conversations);
  if n <> (select count(*) from customer_sessions s where s.workspace_id = workspace and s.customer_id = any (family))
    or exists (
      select from jsonb_to_recordset(conversations) x(id uuid, version bigint)
      left join conversations c on c.workspace_id = workspace and c.id = x.id where c.version is distinct from x.version)
  then raise exception using errcode = 'P0001', message = 'stale'; end if;

  update events e set data = x.data from jsonb_to_recordset(events) x(seq bigint, data jsonb)
  where e.workspace_id = workspace and e.seq = x.seq;
  insert into events (workspace_id, seq, conversation_id, type, actor, at, command_id, message_id, public_seq, data)
  select workspace, head + x.k, (x.one ->> 'id')::uuid, 'customer.erased', author, moment, command, null, null, '{}'
  from jsonb_array_elements(case when n = 0 then '[{}]' else conversations end) with ordinality x(one, k);
  update conversations c set version = x.version + 1, search = x.search, state = x.state
  from jsonb_to_recordset(conversations) x(id uuid, version bigint, search text, state jsonb)
  where c.workspace_id = workspace and c.id = x.id;

  delete from session_words w using jsonb_to_recordset(conversations) x(id uuid)
  where w.workspace_id = workspace and w.conversation_id = x.id;
  delete from customer_data d where d.workspace_id = workspace and d.customer_id = any (family);
  delete from customer_history y where y.workspace_id = workspace and y.customer_id = any (family);
  update customers k set external_id = null, name = null, email = null, phone = null, address = null, verified = '{}', labels = '[]',
    version = k.version + 1 where k.workspace_id = workspace and k.id = any (family);

  insert into commands (workspace_id, id, body_hash, seq, at, result) values (workspace, command, hash, head + greatest(n, 1), moment, answer);
  update heads h set seq = head + greatest(n, 1), at = moment, generation = h.generation + 1, erasures = h.erasures + 1
  where h.workspace_id = workspace;
  return 'ok';
exception when sqlstate 'P0001' then
  return 'stale';
end $$;
