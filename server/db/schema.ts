import {
  type AnySQLiteColumn,
  blob,
  index,
  integer,
  primaryKey,
  real,
  sqliteTable,
  text,
  unique,
} from "drizzle-orm/sqlite-core";
import type { Alert, AlertEvent } from "#server/alerts/alert.ts";
import type { FailureClass } from "#server/runs/failure.ts";
import type { RunStatus } from "#server/runs/status.ts";
import type { StoppedBy, SweepPlan } from "#server/sweeps/plan.ts";

type Json = Record<string, unknown>;
const runId = () =>
  text("run_id")
    .notNull()
    .references(() => runs.id, { onDelete: "cascade" });

export const projects = sqliteTable("projects", {
  id: text("id").primaryKey(),
  name: text("name").notNull().unique(),
  /** Number of the newest run; never goes back, so that names stay unique. */
  lastNumber: integer("last_number").notNull().default(0),
  createdAt: integer("created_at").notNull(),
});

export const runs = sqliteTable(
  "runs",
  {
    id: text("id").primaryKey(),
    projectId: text("project_id")
      .notNull()
      .references(() => projects.id),
    name: text("name").notNull(),
    number: integer("number").notNull(),
    recipe: text("recipe").notNull(),
    /** Trained on another machine, which sends its log lines; nothing here starts or stops it. */
    remote: integer("remote", { mode: "boolean" }).notNull().default(false),
    preset: text("preset"),
    status: text("status").$type<RunStatus>().notNull(),
    config: text("config", { mode: "json" }).$type<Json>().notNull(),
    command: text("command", { mode: "json" }).$type<string[]>().notNull().default([]),
    environment: text("environment", { mode: "json" }).$type<Record<string, string>>().notNull().default({}),
    code: text("code", { mode: "json" }).$type<{ version: string; commit: string | null }>(),
    /** What it ran on: machine, versions, data; written before each start. */
    origin: text("origin", { mode: "json" }).$type<Json>(),
    /** The run that it was cloned from. */
    parentId: text("parent_id"),
    /** The sweep that it belongs to, its number there, and what it tries: values by field path. */
    sweepId: text("sweep_id").references((): AnySQLiteColumn => sweeps.id, { onDelete: "set null" }),
    trial: integer("trial"),
    trialValues: text("trial_values", { mode: "json" }).$type<Json>(),
    /** The rule of its sweep that stopped it, and what it found. */
    stoppedBy: text("stopped_by", { mode: "json" }).$type<StoppedBy>(),
    starred: integer("starred", { mode: "boolean" }).notNull().default(false),
    attempt: integer("attempt").notNull().default(0),
    step: integer("step").notNull().default(0),
    maxSteps: integer("max_steps"),
    createdAt: integer("created_at").notNull(),
    queuedAt: integer("queued_at").notNull(),
    /** Among waiting runs the higher goes first, then the lesser order: the time of queueing until it is moved. */
    priority: integer("priority").notNull().default(0),
    queueOrder: real("queue_order").notNull().default(0),
    /** A held run waits until it is let go. */
    held: integer("held", { mode: "boolean" }).notNull().default(false),
    /** What it takes of the machine while it lives. */
    needs: text("needs", { mode: "json" }).$type<{ gpus: number }>().notNull().default({ gpus: 0 }),
    /** The GPUs that it has, by index, while it lives. */
    gpus: text("gpus", { mode: "json" }).$type<number[]>().notNull().default([]),
    /** Why its last attempt failed, in a class that decides whether it is tried again. */
    failure: text("failure").$type<FailureClass>(),
    /** Automatic retries since it last got further, and when the next may start. */
    retries: integer("retries").notNull().default(0),
    notBefore: integer("not_before"),
    startedAt: integer("started_at"),
    endedAt: integer("ended_at"),
    heartbeatAt: integer("heartbeat_at"),
    endReason: text("end_reason"),
    exitCode: integer("exit_code"),
    exitSignal: text("exit_signal"),
    stopRequestedAt: integer("stop_requested_at"),
    stopNow: integer("stop_now", { mode: "boolean" }).notNull().default(false),
    /** When SIGTERM was sent. */
    stopSentAt: integer("stop_sent_at"),
    killAt: integer("kill_at"),
    resumeStep: integer("resume_step"),
    /** The sample data set job that a queued run waits for. */
    waitsForJob: text("waits_for_job"),
    /** Bytes of metrics.jsonl that are in the database, and the file that they came from. */
    logOffset: integer("log_offset").notNull().default(0),
    logInode: text("log_inode"),
    /** Attempt that the next log line belongs to. */
    logAttempt: integer("log_attempt").notNull().default(1),
    badLines: integer("bad_lines").notNull().default(0),
    skippedLines: integer("skipped_lines").notNull().default(0),
    /** Grows with every change of any run: what live viewers compare with. */
    revision: integer("revision").notNull(),
  },
  (t) => [
    index("runs_status").on(t.status, t.queuedAt),
    index("runs_project").on(t.projectId, t.createdAt),
    index("runs_created").on(t.createdAt),
    index("runs_revision").on(t.revision),
    index("runs_sweep").on(t.sweepId, t.trial),
  ],
);

/** Runs that try values of some fields of one config. */
export const sweeps = sqliteTable(
  "sweeps",
  {
    id: text("id").primaryKey(),
    projectId: text("project_id")
      .notNull()
      .references(() => projects.id),
    name: text("name").notNull(),
    recipe: text("recipe").notNull(),
    preset: text("preset"),
    /** The config that the fields are changed in. */
    config: text("config", { mode: "json" }).$type<Json>().notNull(),
    /** Method, fields with their ranges, the metric that is to get better, and the rules that stop a run. */
    plan: text("plan", { mode: "json" }).$type<SweepPlan>().notNull(),
    createdAt: integer("created_at").notNull(),
    /** A person ended it: what waited was cancelled. */
    stoppedAt: integer("stopped_at"),
  },
  (t) => [index("sweeps_project").on(t.projectId, t.createdAt)],
);

export const attempts = sqliteTable(
  "attempts",
  {
    runId: runId(),
    attempt: integer("attempt").notNull(),
    /** Step that it started from; NULL until its log says so. */
    step: integer("step"),
    startedAt: integer("started_at").notNull(),
    endedAt: integer("ended_at"),
    exitCode: integer("exit_code"),
    exitSignal: text("exit_signal"),
    /** What the trainer's own `end` line said. */
    endStatus: text("end_status").$type<"finished" | "cancelled" | "failed">(),
    endReason: text("end_reason"),
  },
  (t) => [primaryKey({ columns: [t.runId, t.attempt] })],
);

export const runTags = sqliteTable("run_tags", { runId: runId(), tag: text("tag").notNull() }, (t) => [
  primaryKey({ columns: [t.runId, t.tag] }),
  index("run_tags_tag").on(t.tag),
]);

/** One row a metric of a run, with its aggregates over the points that are shown. */
export const metricKeys = sqliteTable(
  "metric_keys",
  {
    id: integer("id").primaryKey({ autoIncrement: true }),
    runId: runId(),
    key: text("key").notNull(),
    points: integer("points").notNull().default(0),
    lastStep: integer("last_step").notNull().default(0),
    lastTime: integer("last_time").notNull().default(0),
    /** NULL is NaN. */
    lastValue: real("last_value"),
    /** Points with a finite value; least, greatest and mean are theirs. */
    finite: integer("finite").notNull().default(0),
    min: real("min"),
    max: real("max"),
    mean: real("mean"),
  },
  (t) => [
    unique("metric_keys_run_key").on(t.runId, t.key),
    // Tables of runs are sorted by any of them.
    index("metric_keys_last").on(t.key, t.lastValue),
    index("metric_keys_min").on(t.key, t.min),
    index("metric_keys_max").on(t.key, t.max),
    index("metric_keys_mean").on(t.key, t.mean),
  ],
);

// Points lie in the next three tables; points/README.md says how. No foreign keys: whoever removes a run forgets its
// points (forgetPoints). The migration makes parts and spans WITHOUT ROWID, so that a series is one range of the tree.
const place = { keyId: integer("key_id").notNull(), attempt: integer("attempt").notNull() };
const extent = {
  firstStep: integer("first_step").notNull(),
  lastStep: integer("last_step").notNull(),
  count: integer("count").notNull(),
};
const bytes = (name: string) => blob(name, { mode: "buffer" }).notNull();

/** The newest points of a metric, as many as came at once or a few such. */
export const pointParts = sqliteTable("point_parts", { ...place, ...extent, data: bytes("data") }, (t) => [
  primaryKey({ columns: [t.keyId, t.attempt, t.firstStep] }),
]);

/** About a thousand points, with what is known of every 64 of them. */
export const pointBlocks = sqliteTable(
  "point_blocks",
  { ...place, ...extent, summaries: bytes("summaries"), data: bytes("data") },
  (t) => [unique("point_blocks_place").on(t.keyId, t.attempt, t.firstStep)],
);

/** Some neighbouring blocks, with what is known of each. */
export const pointSpans = sqliteTable("point_spans", { ...place, ...extent, summaries: bytes("summaries") }, (t) => [
  primaryKey({ columns: [t.keyId, t.attempt, t.firstStep] }),
]);

/** One row a transaction of points: live viewers read what came after the last one they saw. */
export const batches = sqliteTable(
  "batches",
  {
    seq: integer("seq").primaryKey({ autoIncrement: true }),
    runId: runId(),
    attempt: integer("attempt").notNull(),
    fromStep: integer("from_step").notNull(),
    toStep: integer("to_step").notNull(),
  },
  (t) => [index("batches_run").on(t.runId)],
);

export const badLines = sqliteTable(
  "bad_lines",
  { runId: runId(), offset: integer("offset").notNull(), why: text("why").notNull(), text: text("text").notNull() },
  (t) => [primaryKey({ columns: [t.runId, t.offset] })],
);

export const checkpoints = sqliteTable(
  "checkpoints",
  {
    runId: runId(),
    step: integer("step").notNull(),
    path: text("path").notNull(),
    bytes: integer("bytes").notNull(),
    time: integer("time").notNull(),
    metrics: text("metrics", { mode: "json" }).$type<Record<string, number | string>>().notNull(),
  },
  (t) => [primaryKey({ columns: [t.runId, t.step] }), index("checkpoints_time").on(t.time)],
);

export const notes = sqliteTable(
  "notes",
  {
    id: integer("id").primaryKey({ autoIncrement: true }),
    runId: runId(),
    step: integer("step"),
    text: text("text").notNull(),
    createdAt: integer("created_at").notNull(),
    updatedAt: integer("updated_at").notNull(),
    /** Byte offset of the log line that it came from; NULL when a person wrote it. */
    logOffset: integer("log_offset"),
  },
  (t) => [unique("notes_log").on(t.runId, t.logOffset)],
);

export const views = sqliteTable(
  "views",
  {
    id: integer("id").primaryKey({ autoIncrement: true }),
    name: text("name").notNull(),
    page: text("page").notNull(),
    state: text("state", { mode: "json" }).$type<unknown>().notNull(),
    createdAt: integer("created_at").notNull(),
    updatedAt: integer("updated_at").notNull(),
  },
  (t) => [unique("views_name").on(t.page, t.name)],
);

export const jobs = sqliteTable("jobs", {
  id: text("id").primaryKey(),
  kind: text("kind").$type<"sample">().notNull(),
  size: integer("size").notNull(),
  episodes: integer("episodes").notNull(),
  status: text("status").$type<"queued" | "running" | "finished" | "failed">().notNull(),
  done: integer("done").notNull().default(0),
  total: integer("total").notNull(),
  error: text("error"),
  path: text("path"),
  createdAt: integer("created_at").notNull(),
  endedAt: integer("ended_at"),
  pid: integer("pid"),
  pidStart: text("pid_start"),
  bootId: text("boot_id"),
});

/** One row: the worker that may act, known by pid, start time and boot. */
export const worker = sqliteTable("worker", {
  id: integer("id").primaryKey(),
  pid: integer("pid").notNull(),
  pidStart: text("pid_start").notNull(),
  bootId: text("boot_id").notNull(),
  heartbeatAt: integer("heartbeat_at").notNull(),
  slots: integer("slots").notNull(),
  /** Indices of the GPUs that runs may have. */
  gpus: text("gpus", { mode: "json" }).$type<number[]>().notNull().default([]),
});

/** One row: whether waiting runs are started, and why not. */
export const queue = sqliteTable("queue", {
  id: integer("id").primaryKey(),
  pausedAt: integer("paused_at"),
  /** A person paused it, or the breaker, after failures one after the other. */
  pausedBy: text("paused_by").$type<"person" | "breaker">(),
  /** The runs whose failures broke it. */
  failedRuns: text("failed_runs", { mode: "json" }).$type<string[]>().notNull().default([]),
  /** Failures before this are forgiven. */
  resumedAt: integer("resumed_at"),
});

/** What happened that somebody may want to be told of, each once. */
export const alerts = sqliteTable(
  "alerts",
  {
    id: integer("id").primaryKey({ autoIncrement: true }),
    /** What makes it the same event when it is seen again, as `run.failed/<run>/<attempt>`. */
    key: text("key").notNull().unique(),
    event: text("event").$type<AlertEvent>().notNull(),
    runId: text("run_id"),
    at: integer("at").notNull(),
    alert: text("alert", { mode: "json" }).$type<Alert>().notNull(),
  },
  (t) => [index("alerts_run").on(t.runId, t.event)],
);

/** One row: the newest change of any run that was looked at for alerts. */
export const alertCursor = sqliteTable("alert_cursor", {
  id: integer("id").primaryKey(),
  revision: integer("revision").notNull(),
});

/** What was sent, or is to be sent, to somebody's webhook, and how that went. */
export const deliveries = sqliteTable(
  "deliveries",
  {
    id: integer("id").primaryKey({ autoIncrement: true }),
    /** Which of the targets in the settings file; its address is a secret and is not kept here. */
    target: text("target").notNull(),
    /** As it was called then. */
    targetName: text("target_name").notNull().default(""),
    event: text("event").$type<AlertEvent>().notNull(),
    runId: text("run_id"),
    /** The whole alert. */
    payload: text("payload", { mode: "json" }).$type<Alert>().notNull(),
    status: text("status").$type<"waiting" | "sent" | "failed">().notNull(),
    tries: integer("tries").notNull().default(0),
    nextAt: integer("next_at"),
    error: text("error"),
    createdAt: integer("created_at").notNull(),
    sentAt: integer("sent_at"),
  },
  (t) => [index("deliveries_waiting").on(t.status, t.nextAt), index("deliveries_run").on(t.runId)],
);

/** One row: the newest revision of any run. */
export const revisions = sqliteTable("revisions", {
  id: integer("id").primaryKey(),
  value: integer("value").notNull().default(0),
});

export const removedRuns = sqliteTable("removed_runs", {
  id: text("id").primaryKey(),
  revision: integer("revision").notNull(),
});
