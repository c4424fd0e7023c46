CREATE TABLE "looks" (
	"workspace_id" uuid NOT NULL,
	"user_id" text NOT NULL,
	"conversation_id" uuid NOT NULL,
	"until" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "looks_workspace_id_user_id_pk" PRIMARY KEY("workspace_id","user_id")
);
--> statement-breakpoint
CREATE TABLE "nodes" (
	"id" uuid PRIMARY KEY NOT NULL,
	"started_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"until" timestamp(3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "presence" (
	"workspace_id" uuid NOT NULL,
	"user_id" text NOT NULL,
	"node_id" uuid NOT NULL,
	CONSTRAINT "presence_workspace_id_user_id_node_id_pk" PRIMARY KEY("workspace_id","user_id","node_id")
);
--> statement-breakpoint
ALTER TABLE "presence" ADD CONSTRAINT "presence_node_id_nodes_id_fk" FOREIGN KEY ("node_id") REFERENCES "public"."nodes"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "presence_of_node" ON "presence" USING btree ("node_id");