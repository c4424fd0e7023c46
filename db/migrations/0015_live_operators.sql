CREATE TABLE "live_operators" (
	"workspace_id" uuid NOT NULL,
	"user_id" text NOT NULL,
	"state" text NOT NULL,
	"services" jsonb NOT NULL,
	"capacity" integer NOT NULL,
	"tags" jsonb NOT NULL,
	"run" uuid NOT NULL,
	"since" timestamp(3) with time zone NOT NULL,
	"until" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "live_operators_workspace_id_user_id_pk" PRIMARY KEY("workspace_id","user_id")
);
--> statement-breakpoint
CREATE TABLE "switches" (
	"workspace_id" uuid PRIMARY KEY NOT NULL,
	"operator" boolean NOT NULL,
	"presence" boolean NOT NULL
);
--> statement-breakpoint
ALTER TABLE "live_operators" ADD CONSTRAINT "live_operators_member" FOREIGN KEY ("workspace_id","user_id") REFERENCES "public"."members"("workspace_id","user_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "switches" ADD CONSTRAINT "switches_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE no action ON UPDATE no action;