import { z } from "zod";

export const LOG_VERSION = 1;

const Step = z.int().min(0);
/** JSON has no NaN or infinity, so they travel as these strings. */
const Value = z.union([z.number(), z.enum(["NaN", "Infinity", "-Infinity"])]);
const NOT_FINITE = new Set<unknown>(["NaN", "Infinity", "-Infinity"]);
const Name = z.string().min(1).max(200);
const Values = z.record(Name, Value);
const common = { v: z.literal(LOG_VERSION), time: z.number() };

export const StartLine = z.object({
  ...common,
  kind: z.literal("start"),
  attempt: z.int().min(1),
  step: Step,
  command: z.array(z.string()),
});
export const MetricLine = z.object({ ...common, kind: z.literal("metric"), step: Step, values: Values });
export const CheckpointLine = z.object({
  ...common,
  kind: z.literal("checkpoint"),
  step: Step,
  path: z.string(),
  bytes: z.int().min(0),
  metrics: Values,
});
export const EvalLine = z.object({
  ...common,
  kind: z.literal("eval"),
  step: Step,
  values: Values,
  seconds: z.number(),
});
export const MediaLine = z.object({
  ...common,
  kind: z.literal("media"),
  step: Step,
  key: Name,
  type: z.string(),
  path: z.string(),
});
export const NoteLine = z.object({ ...common, kind: z.literal("note"), step: Step, text: z.string() });
export const EndLine = z.object({
  ...common,
  kind: z.literal("end"),
  status: z.enum(["finished", "cancelled", "failed"]),
  reason: z.string(),
});

/** One line of metrics.jsonl. */
export const LogLine = z.discriminatedUnion("kind", [
  StartLine,
  MetricLine,
  CheckpointLine,
  EvalLine,
  MediaLine,
  NoteLine,
  EndLine,
]);
export type LogLine = z.infer<typeof LogLine>;
export type LogKind = LogLine["kind"];

const Head = z.object({ v: z.number(), kind: z.string() });

export type ParsedLine = { ok: true; line: LogLine } | { ok: false; skip: boolean; why: string };

/** Read one line. `skip`: a kind or version newer than this reader, to be counted and passed over; else the line is bad. */
export function parseLogLine(text: string): ParsedLine {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return { ok: false, skip: false, why: `not JSON: ${(error as Error).message}` };
  }
  if (isMetricLine(json)) return { ok: true, line: json };
  const head = Head.safeParse(json);
  if (!head.success) return { ok: false, skip: false, why: "expected an object with v and kind" };
  const known = LogLine.options.some((option) => option.shape.kind.value === head.data.kind);
  if (head.data.v > LOG_VERSION || !known)
    return { ok: false, skip: true, why: `unknown kind ${head.data.kind} or version ${head.data.v}` };
  const line = LogLine.safeParse(json);
  if (line.success) return { ok: true, line: line.data };
  const issue = line.error.issues[0];
  return { ok: false, skip: false, why: `${issue?.path.join(".") ?? ""}: ${issue?.message ?? "invalid"}` };
}

type MetricLine = z.infer<typeof MetricLine>;

/** What `MetricLine` checks, by hand: nearly every line is one, and a log is read at a million values a second. */
function isMetricLine(json: unknown): json is MetricLine {
  if (typeof json !== "object" || json === null) return false;
  const { v, kind, step, time, values } = json as Partial<Record<keyof MetricLine, unknown>>;
  if (v !== LOG_VERSION || kind !== "metric" || !Number.isSafeInteger(step) || (step as number) < 0) return false;
  if (!Number.isFinite(time) || typeof values !== "object" || values === null || Array.isArray(values)) return false;
  for (const name in values) {
    const value = (values as Record<string, unknown>)[name];
    if (typeof value === "number" ? !Number.isFinite(value) : !NOT_FINITE.has(value)) return false;
    if (name.length === 0 || name.length > 200) return false;
  }
  return true;
}

/** A number as the log writes it. */
export function encodeValue(value: number): number | "NaN" | "Infinity" | "-Infinity" {
  if (Number.isFinite(value)) return value;
  return Number.isNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
}

/** The number that a log value stands for. */
export function decodeValue(value: number | string): number {
  return typeof value === "number" ? value : Number(value);
}
