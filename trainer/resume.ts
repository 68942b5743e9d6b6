import { ConfigError } from "./contract/overrides.ts";

/**
 * The checkpoint to go on from: the newest for "auto", none for "never", that of a step when one is named.
 * @throws ConfigError when there is none of that step
 */
export function chooseCheckpoint<T extends { step: number }>(
  checkpoints: T[],
  resume: "auto" | "never" | number,
): T | null {
  if (resume === "never") return null;
  if (resume === "auto") return checkpoints.at(-1) ?? null;
  const found = checkpoints.find(({ step }) => step === resume);
  if (found) return found;
  const steps = checkpoints.map(({ step }) => step).join(", ") || "none";
  throw new ConfigError(`run.resume ${resume}: there is no complete checkpoint of that step; complete are: ${steps}`);
}
