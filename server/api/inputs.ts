import { z } from "zod";
import { RUN_ID } from "#trainer/contract/run-dir.ts";

export const RunId = z.string().regex(RUN_ID, "a run id is eight characters a-z and 0-9");
export const RunRef = z.object({ id: RunId });
export const OfRun = z.object({ runId: RunId });
export const RunIds = z.object({ runIds: z.array(RunId).max(1000) });
export const Step = z.int().min(0);
export const Name = z.string().trim().min(1).max(200);
export const Tags = z.array(z.string().trim().min(1).max(100)).max(50);
export const Text = z.string().trim().min(1).max(100_000);
