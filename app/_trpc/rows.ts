import type { inferRouterInputs, inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "#server/api/root.ts";

type Outputs = inferRouterOutputs<AppRouter>;
type Inputs = inferRouterInputs<AppRouter>;

export type RunList = Outputs["runs"]["list"];
export type RunRow = RunList["rows"][number];
export type RunDetail = Outputs["runs"]["get"];
export type RunOrigin = Outputs["runs"]["origin"];
export type RunStatus = RunRow["status"];
export type RunListInput = NonNullable<Inputs["runs"]["list"]>;
export type SeriesAnswer = Outputs["metrics"]["series"];
export type SeriesData = SeriesAnswer["series"][number];
export type LatestRow = Outputs["metrics"]["latest"][number];
export type CheckpointRow = Outputs["checkpoints"]["list"][number];
export type Recipe = Outputs["recipes"]["get"];
export type RecipePreset = Recipe["presets"][number];
export type CheckAnswer = Outputs["recipes"]["check"];
export type Note = Outputs["notes"]["list"][number];
export type Job = Outputs["datasets"]["jobs"][number];
export type HostSample = NonNullable<Outputs["system"]["host"]["now"]>;
export type RemovalPlan = Outputs["checkpoints"]["plan"];
export type RemovedMany = Outputs["checkpoints"]["removeMany"];
export type ConsoleHead = Outputs["console"]["head"];
export type ConsoleRow = Outputs["console"]["rows"]["rows"][number];
export type ConsoleSpan = ConsoleRow["spans"][number];
export type FileRow = Outputs["artifacts"]["list"][number];

export type AlertSettings = Outputs["alerts"]["get"];
export type AlertTarget = AlertSettings["targets"][number];
export type AlertTargetInput = Inputs["alerts"]["test"];
export type SweepPlanInput = Inputs["sweeps"]["create"]["plan"];
export type SweepPreview = Outputs["sweeps"]["plan"];
export type SweepRow = Outputs["sweeps"]["list"][number];
export type SweepDetail = Outputs["sweeps"]["get"];
export type SweepRun = SweepDetail["runs"][number];
export type DeliveryRow = Outputs["alerts"]["deliveries"][number];

/** What the one subscription sends: rows that changed, points that are new, runs that are gone. */
export type { LiveAlert } from "#server/alerts/after.ts";
export type { LiveBatch } from "#server/metrics/live.ts";
export type { LivePoints } from "#server/metrics/new-points.ts";
