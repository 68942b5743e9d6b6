import { existsSync, readdirSync } from "node:fs";

/** What the original calls a run: given, so that its folders are found again. */
export const RUN_NAME = "openvla-oft";

/** Where the original writes the checkpoint of a step. */
export function checkpointFolder(runDir: string, step: number): string {
  return `${runDir}/${RUN_NAME}--${step}_chkpt`;
}

/** Steps of the checkpoints that hold a merged model, which a later attempt starts from; newest first. */
export function oftCheckpoints(runDir: string): number[] {
  const names = existsSync(runDir) ? readdirSync(runDir) : [];
  return names
    .flatMap((name) =>
      name.startsWith(`${RUN_NAME}--`) ? [/^(\d{1,12})_chkpt$/.exec(name.slice(RUN_NAME.length + 2))] : [],
    )
    .flatMap((match) => (match ? [Number(match[1])] : []))
    .filter((step) => WRITTEN_LAST.some((file) => existsSync(`${checkpointFolder(runDir, step)}/${file}`)))
    .sort((a, b) => b - a);
}

export function newestCheckpoint(runDir: string): number | null {
  return oftCheckpoints(runDir)[0] ?? null;
}

/** The merged model comes after everything else, and the index after its shards. */
const WRITTEN_LAST = ["model.safetensors.index.json", "model.safetensors"];
