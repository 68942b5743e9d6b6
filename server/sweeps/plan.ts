import { z } from "zod";

/** A number, a text or a switch: what a field of a config can be set to. */
export const TrialValue = z.union([z.number(), z.string().max(1000), z.boolean(), z.null()]);
export type TrialValue = z.infer<typeof TrialValue>;

/** Path of a field in a config, as `training.learningRate`. */
const FieldPath = z.string().regex(/^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/, "a field is a path of names with dots");
export const MAX_TRIALS = 1000;

/**
 * What a field may be. `count` is how many values a grid takes from a range, both ends among them; without it a grid
 * refuses the range. Log ranges are spaced, and drawn from, evenly in the logarithm.
 */
export const SweepField = z.discriminatedUnion("kind", [
  z.object({ path: FieldPath, kind: z.literal("values"), values: z.array(TrialValue).min(1).max(100) }),
  z.object({
    path: FieldPath,
    kind: z.literal("range"),
    min: z.number(),
    max: z.number(),
    log: z.boolean().default(false),
    int: z.boolean().default(false),
    count: z.int().min(2).max(100).optional(),
  }),
]);
export type SweepField = z.infer<typeof SweepField>;

/** Which metric is to get better, and which way. A run is judged by its least or greatest value so far. */
export const Objective = z.object({ metric: z.string().min(1).max(200), goal: z.enum(["min", "max"]) });
export type Objective = z.infer<typeof Objective>;

/** When a run is stopped before its end. */
export const StopRules = z.object({
  /** A logged loss that is NaN or infinite. */
  notFinite: z.boolean().default(true),
  /** By `step` the metric must be better than at its first point by at least `by` (a share: 0.01 is 1 %). */
  noProgress: z.object({ step: z.int().min(1), by: z.number().min(0).max(1) }).optional(),
});

/**
 * `halving` is asynchronous successive halving (Li et al., A System for Massively Parallel Hyperparameter Tuning, 2020)
 * that stops runs instead of starting them small: at `firstStep`, and at each `eta` times as many steps, a run goes on
 * if it is among the best 1/eta of those that have got there.
 */
export const SweepPlan = z
  .object({
    method: z.enum(["grid", "random", "halving"]),
    fields: z.array(SweepField).min(1).max(20),
    /** How many runs `random` and `halving` draw. */
    trials: z.int().min(1).max(MAX_TRIALS).optional(),
    seed: z
      .int()
      .min(0)
      .max(2 ** 31)
      .default(0),
    objective: Objective,
    halving: z.object({ firstStep: z.int().min(1), eta: z.int().min(2).max(10).default(3) }).optional(),
    stop: StopRules.prefault({}),
  })
  .refine(({ fields }) => new Set(fields.map(({ path }) => path)).size === fields.length, "a field is named twice");
export type SweepPlan = z.infer<typeof SweepPlan>;

/** Why a sweep stopped a run. `value` as log lines write it: "NaN" and the infinities are texts. */
export type StoppedBy =
  | { rule: "notFinite"; metric: string; step: number; value: number | string }
  | { rule: "noProgress"; metric: string; step: number; first: number; best: number }
  | { rule: "halving"; metric: string; step: number; value: number; place: number; of: number; kept: number };
