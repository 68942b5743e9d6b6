CREATE TABLE `point_blocks` (
	`key_id` integer NOT NULL,
	`attempt` integer NOT NULL,
	`first_step` integer NOT NULL,
	`last_step` integer NOT NULL,
	`count` integer NOT NULL,
	`summaries` blob NOT NULL,
	`data` blob NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `point_blocks_place` ON `point_blocks` (`key_id`,`attempt`,`first_step`);--> statement-breakpoint
CREATE TABLE `point_parts` (
	`key_id` integer NOT NULL,
	`attempt` integer NOT NULL,
	`first_step` integer NOT NULL,
	`last_step` integer NOT NULL,
	`count` integer NOT NULL,
	`data` blob NOT NULL,
	PRIMARY KEY(`key_id`, `attempt`, `first_step`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `point_spans` (
	`key_id` integer NOT NULL,
	`attempt` integer NOT NULL,
	`first_step` integer NOT NULL,
	`last_step` integer NOT NULL,
	`count` integer NOT NULL,
	`summaries` blob NOT NULL,
	PRIMARY KEY(`key_id`, `attempt`, `first_step`)
) WITHOUT ROWID;
--> statement-breakpoint
ALTER TABLE `metric_keys` ADD `finite` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `metric_keys` ADD `mean` real;--> statement-breakpoint
CREATE INDEX `metric_keys_last` ON `metric_keys` (`key`,`last_value`);--> statement-breakpoint
CREATE INDEX `metric_keys_min` ON `metric_keys` (`key`,`min`);--> statement-breakpoint
CREATE INDEX `metric_keys_max` ON `metric_keys` (`key`,`max`);--> statement-breakpoint
CREATE INDEX `metric_keys_mean` ON `metric_keys` (`key`,`mean`);--> statement-breakpoint
ALTER TABLE `points` RENAME TO `points_v0`;
