CREATE TABLE `alert_cursor` (
	`id` integer PRIMARY KEY NOT NULL,
	`revision` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `alerts` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`key` text NOT NULL,
	`event` text NOT NULL,
	`run_id` text,
	`at` integer NOT NULL,
	`alert` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `alerts_key_unique` ON `alerts` (`key`);--> statement-breakpoint
CREATE INDEX `alerts_run` ON `alerts` (`run_id`,`event`);--> statement-breakpoint
ALTER TABLE `deliveries` ADD `target_name` text DEFAULT '' NOT NULL;