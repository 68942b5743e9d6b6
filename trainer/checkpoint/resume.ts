import { type Checkpoint, findCheckpoints } from "../checkpoint.ts";
import { ConfigError } from "../contract/overrides.ts";
import { findDamage } from "./fault.ts";

/** Where a run goes on, and a sentence for each newer checkpoint that could not be used. */
export type Choice = { checkpoint: Checkpoint | null; skipped: string[] };

/**
 * The checkpoint to go on from: for "auto" the newest whose every byte is as it was written, none for "never", that of a
 * step when one is named.
 * @throws ConfigError when there is none of that step, or it is damaged
 */
export async function chooseCheckpoint(runDir: string, resume: "auto" | "never" | number): Promise<Choice> {
  if (resume === "never") return { checkpoint: null, skipped: [] };
  const found = findCheckpoints(runDir).toReversed();
  if (resume !== "auto") return { checkpoint: await named(found, resume), skipped: [] };
  const skipped: string[] = [];
  for (const candidate of found) {
    const intact = await check(candidate);
    if (typeof intact !== "string") return { checkpoint: intact, skipped };
    skipped.push(`checkpoint ${candidate.name} is skipped: ${intact}`);
  }
  return { checkpoint: null, skipped };
}

async function named(found: ReturnType<typeof findCheckpoints>, step: number): Promise<Checkpoint> {
  const candidate = found.find((one) => one.step === step);
  if (candidate) {
    const intact = await check(candidate);
    if (typeof intact !== "string") return intact;
    throw new ConfigError(`run.resume ${step}: checkpoint ${candidate.name} is damaged: ${intact}`);
  }
  const steps = found.flatMap((one) => (one.manifest ? [one.step] : [])).toReversed();
  throw new ConfigError(
    `run.resume ${step}: there is no complete checkpoint of that step; complete are: ${steps.join(", ") || "none"}`,
  );
}

/** The checkpoint, or what is wrong with it. */
async function check({ step, dir, manifest, fault }: ReturnType<typeof findCheckpoints>[number]) {
  if (manifest === null) return fault;
  return (await findDamage(dir, manifest)) ?? { step, dir, manifest };
}
