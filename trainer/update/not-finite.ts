import fs from "node:fs";
import path from "node:path";
import { runPaths } from "../contract/run-dir.ts";
import { encodeValues } from "../log.ts";
import { writeSafetensors } from "../safetensors/write.ts";
import type { LearnedBatch, Update } from "./updater.ts";

/** A metric that is not a number any more. The run ends at that step, and what was saved before is untouched. */
export class NotFiniteError extends Error {
  override name = "NotFiniteError";
}

/** The metric of an update that is not finite, the total only when no other is; null when all are. */
export function findNotFinite(metrics: Record<string, number>): string | null {
  const bad = Object.keys(metrics).filter((name) => !Number.isFinite(metrics[name]));
  return bad.find((name) => name !== "train/total_loss") ?? bad[0] ?? null;
}

/**
 * Save for study what an update was made of: those of its batches with a bad metric of their own, else (a norm over
 * their sum) all. Each becomes artifacts/not-finite/step-S-batch-N.safetensors, all that the step was fed with, and a
 * .json that says which frames these are. Returns their paths relative to the run.
 */
export async function saveSuspects(runDir: string, step: number, { batches }: Update): Promise<string[]> {
  const guilty = batches.filter(({ metrics }) => findNotFinite(metrics) !== null);
  const files: string[] = [];
  for (const suspect of guilty.length > 0 ? guilty : batches) {
    const name = `step-${String(step).padStart(6, "0")}-batch-${suspect.number}`;
    files.push(
      path.relative(runDir, await saveBatch(`${runPaths(runDir).artifacts}/not-finite/${name}`, suspect, step)),
    );
  }
  return files;
}

async function saveBatch(stem: string, { number, batch, feeds, metrics }: LearnedBatch, step: number) {
  fs.mkdirSync(path.dirname(stem), { recursive: true });
  const tensors = Object.entries(feeds).map(([name, { shape, data }]) => ({ name, shape, data }));
  await writeSafetensors(`${stem}.safetensors.tmp`, tensors);
  fs.renameSync(`${stem}.safetensors.tmp`, `${stem}.safetensors`);
  const samples = batch.meta.map((meta, i) => ({ instruction: batch.instructions[i], ...meta }));
  const story = { step, batch: number, metrics: encodeValues(metrics), samples };
  fs.writeFileSync(`${stem}.json.tmp`, `${JSON.stringify(story, null, 2)}\n`);
  fs.renameSync(`${stem}.json.tmp`, `${stem}.json`);
  return `${stem}.safetensors`;
}
