CREATE TABLE `attempts` (
	`run_id` text NOT NULL,
	`attempt` integer NOT NULL,
	`step` integer,
	`started_at` integer NOT NULL,
	`ended_at` integer,
	`exit_code` integer,
	`exit_signal` text,
	`end_status` text,
	`end_reason` text,
	PRIMARY KEY(`run_id`, `attempt`),
	FOREIGN KEY (`run_id`) REFERENCES `runs`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `bad_lines` (
	`run_id` text NOT NULL,
	`offset` integer NOT NULL,
	`why` text NOT NULL,
	`text` text NOT NULL,
	PRIMARY KEY(`run_id`, `offset`),
	FOREIGN KEY (`run_id`) REFERENCES `runs`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `batches` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`run_id` text NOT NULL,
	`attempt` integer NOT NULL,
	`from_step` integer NOT NULL,
	`to_step` integer NOT NULL,
	FOREIGN KEY (`run_id`) REFERENCES `runs`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `batches_run` ON `batches` (`run_id`);--> statement-breakpoint
CREATE TABLE `checkpoints` (
	`run_id` text NOT NULL,
	`step` integer NOT NULL,
	`path` text NOT NULL,
	`bytes` integer NOT NULL,
	`time` integer NOT NULL,
	`metrics` text NOT NULL,
	PRIMARY KEY(`run_id`, `step`),
	FOREIGN KEY (`run_id`) REFERENCES `runs`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `checkpoints_time` ON `checkpoints` (`time`);--> statement-breakpoint
CREATE TABLE `jobs` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`size` integer NOT NULL,
	`episodes` integer NOT NULL,
	`status` text NOT NULL,
	`done` integer DEFAULT 0 NOT NULL,
	`total` integer NOT NULL,
	`error` text,
	`path` text,
	`created_at` integer NOT NULL,
	`ended_at` integer,
	`pid` integer,
	`pid_start` text,
	`boot_id` text
);
--> statement-breakpoint
CREATE TABLE `metric_keys` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`run_id` text NOT NULL,
	`key` text NOT NULL,
	`points` integer DEFAULT 0 NOT NULL,
	`last_step` integer DEFAULT 0 NOT NULL,
	`last_time` integer DEFAULT 0 NOT NULL,
	`last_value` real,
	`min` real,
	`max` real,
	FOREIGN KEY (`run_id`) REFERENCES `runs`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `metric_keys_run_key` ON `metric_keys` (`run_id`,`key`);--> statement-breakpoint
CREATE TABLE `notes` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`run_id` text NOT NULL,
	`step` integer,
	`text` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`log_offset` integer,
	FOREIGN KEY (`run_id`) REFERENCES `runs`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `notes_log` ON `notes` (`run_id`,`log_offset`);--> statement-breakpoint
CREATE TABLE `points` (
	`key_id` integer NOT NULL,
	`attempt` integer NOT NULL,
	`step` integer NOT NULL,
	`time` integer NOT NULL,
	`value` real,
	PRIMARY KEY(`key_id`, `attempt`, `step`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `projects` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`last_number` integer DEFAULT 0 NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `projects_name_unique` ON `projects` (`name`);--> statement-breakpoint
CREATE TABLE `removed_runs` (
	`id` text PRIMARY KEY NOT NULL,
	`revision` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `revisions` (
	`id` integer PRIMARY KEY NOT NULL,
	`value` integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE `run_tags` (
	`run_id` text NOT NULL,
	`tag` text NOT NULL,
	PRIMARY KEY(`run_id`, `tag`),
	FOREIGN KEY (`run_id`) REFERENCES `runs`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `run_tags_tag` ON `run_tags` (`tag`);--> statement-breakpoint
CREATE TABLE `runs` (
	`id` text PRIMARY KEY NOT NULL,
	`project_id` text NOT NULL,
	`name` text NOT NULL,
	`number` integer NOT NULL,
	`recipe` text NOT NULL,
	`preset` text,
	`status` text NOT NULL,
	`config` text NOT NULL,
	`command` text DEFAULT '[]' NOT NULL,
	`environment` text DEFAULT '{}' NOT NULL,
	`code` text,
	`starred` integer DEFAULT false NOT NULL,
	`attempt` integer DEFAULT 0 NOT NULL,
	`step` integer DEFAULT 0 NOT NULL,
	`max_steps` integer,
	`created_at` integer NOT NULL,
	`queued_at` integer NOT NULL,
	`started_at` integer,
	`ended_at` integer,
	`heartbeat_at` integer,
	`end_reason` text,
	`exit_code` integer,
	`exit_signal` text,
	`stop_requested_at` integer,
	`stop_now` integer DEFAULT false NOT NULL,
	`stop_sent_at` integer,
	`kill_at` integer,
	`resume_step` integer,
	`waits_for_job` text,
	`log_offset` integer DEFAULT 0 NOT NULL,
	`log_inode` text,
	`log_attempt` integer DEFAULT 1 NOT NULL,
	`bad_lines` integer DEFAULT 0 NOT NULL,
	`skipped_lines` integer DEFAULT 0 NOT NULL,
	`revision` integer NOT NULL,
	FOREIGN KEY (`project_id`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `runs_status` ON `runs` (`status`,`queued_at`);--> statement-breakpoint
CREATE INDEX `runs_project` ON `runs` (`project_id`,`created_at`);--> statement-breakpoint
CREATE INDEX `runs_created` ON `runs` (`created_at`);--> statement-breakpoint
CREATE INDEX `runs_revision` ON `runs` (`revision`);--> statement-breakpoint
CREATE TABLE `views` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`name` text NOT NULL,
	`page` text NOT NULL,
	`state` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `views_name` ON `views` (`page`,`name`);--> statement-breakpoint
CREATE TABLE `worker` (
	`id` integer PRIMARY KEY NOT NULL,
	`pid` integer NOT NULL,
	`pid_start` text NOT NULL,
	`boot_id` text NOT NULL,
	`heartbeat_at` integer NOT NULL,
	`slots` integer NOT NULL
);
