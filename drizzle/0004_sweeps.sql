CREATE TABLE `sweeps` (
	`id` text PRIMARY KEY NOT NULL,
	`project_id` text NOT NULL,
	`name` text NOT NULL,
	`recipe` text NOT NULL,
	`preset` text,
	`config` text NOT NULL,
	`plan` text NOT NULL,
	`created_at` integer NOT NULL,
	`stopped_at` integer,
	FOREIGN KEY (`project_id`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `sweeps_project` ON `sweeps` (`project_id`,`created_at`);--> statement-breakpoint
ALTER TABLE `runs` ADD `sweep_id` text REFERENCES sweeps(id) ON DELETE set null;--> statement-breakpoint
ALTER TABLE `runs` ADD `trial` integer;--> statement-breakpoint
ALTER TABLE `runs` ADD `trial_values` text;--> statement-breakpoint
ALTER TABLE `runs` ADD `stopped_by` text;--> statement-breakpoint
CREATE INDEX `runs_sweep` ON `runs` (`sweep_id`,`trial`);