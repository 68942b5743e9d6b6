CREATE TABLE `deliveries` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`target` text NOT NULL,
	`event` text NOT NULL,
	`run_id` text,
	`payload` text NOT NULL,
	`status` text NOT NULL,
	`tries` integer DEFAULT 0 NOT NULL,
	`next_at` integer,
	`error` text,
	`created_at` integer NOT NULL,
	`sent_at` integer
);
--> statement-breakpoint
CREATE INDEX `deliveries_waiting` ON `deliveries` (`status`,`next_at`);--> statement-breakpoint
CREATE INDEX `deliveries_run` ON `deliveries` (`run_id`);--> statement-breakpoint
CREATE TABLE `queue` (
	`id` integer PRIMARY KEY NOT NULL,
	`paused_at` integer,
	`paused_by` text,
	`failed_runs` text DEFAULT '[]' NOT NULL,
	`resumed_at` integer
);
--> statement-breakpoint
ALTER TABLE `runs` ADD `origin` text;--> statement-breakpoint
ALTER TABLE `runs` ADD `parent_id` text;--> statement-breakpoint
ALTER TABLE `runs` ADD `priority` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `runs` ADD `queue_order` real DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `runs` ADD `held` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `runs` ADD `needs` text DEFAULT '{"gpus":0}' NOT NULL;--> statement-breakpoint
ALTER TABLE `runs` ADD `gpus` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `runs` ADD `failure` text;--> statement-breakpoint
ALTER TABLE `runs` ADD `retries` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `runs` ADD `not_before` integer;--> statement-breakpoint
ALTER TABLE `worker` ADD `gpus` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
UPDATE `runs` SET `queue_order` = `queued_at`;
