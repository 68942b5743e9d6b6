import { z } from "zod";
import type { RunStatus } from "#server/runs/status.ts";
import type { Text } from "#trainer/contract/config/field.ts";

/** What a person chooses to be told of. */
export const TOPICS = ["failed", "finished", "stalled", "notFinite", "metric", "disk", "queue"] as const;
export const Topic = z.enum(TOPICS);
export type Topic = z.infer<typeof Topic>;

/** Everything that is told, and the topic that it belongs to; a test goes where it is sent. */
export const TOPIC_OF = {
  "run.failed": "failed",
  "run.lost": "failed",
  "run.preempted": "failed",
  "run.finished": "finished",
  "run.stalled": "stalled",
  "run.recovered": "stalled",
  "run.notFinite": "notFinite",
  "metric.crossed": "metric",
  "disk.low": "disk",
  "disk.freed": "disk",
  "queue.paused": "queue",
  test: null,
} as const satisfies Record<string, Topic | null>;
export type AlertEvent = keyof typeof TOPIC_OF;

/** Of a target or a rule. */
export const Id = z.string().regex(/^[a-z0-9]{8}$/, "an id is eight characters a-z and 0-9");

/** A metric of any run that is above or below a value. */
export const MetricRule = z.object({
  id: Id,
  key: z.string().trim().min(1).max(200),
  is: z.enum(["above", "below"]),
  value: z.number(),
});
export type MetricRule = z.infer<typeof MetricRule>;

export type AlertedRun = {
  id: string;
  name: string;
  project: string;
  status: RunStatus;
  step: number;
  maxSteps: number | null;
  /** Last values of the metrics that say most of a run; "NaN" and the infinities are texts. */
  metrics: Record<string, number | string>;
};

/** Something that happened, as it was found. */
export type Alert = {
  /** What makes it the same event when it is seen again. */
  key: string;
  event: AlertEvent;
  /** Milliseconds since epoch. */
  at: number;
  /** One sentence without a full stop. */
  text: Text;
  run: AlertedRun | null;
  /** The metric that crossed a line, or is not finite. */
  metric?: { key: string; value: number | string; rule?: Omit<MetricRule, "id" | "key"> };
};

/** What may have happened, by its key; written out only where it is news, for most looks find what is known. */
export type News = { key: string; write: () => Omit<Alert, "key"> };
