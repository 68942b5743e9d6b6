import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { CheckpointManifest, checkpointStep, runPaths } from "./contract/run-dir.ts";
import type { Engine } from "./engine/engine.ts";
import type { tf } from "./engine/tf.ts";
import { encodeValues } from "./log.ts";
import { writeSafetensors } from "./safetensors-write.ts";

/** What goes into one checkpoint: tensors by file (without .safetensors) and name, and JSON by file name. */
export type CheckpointContent = {
  tensors: Record<string, Map<string, tf.Variable>>;
  json: Record<string, unknown>;
};

export type SavedCheckpoint = { step: number; path: string; bytes: number };

/** The disk had no room; what was saved before is untouched. */
export class DiskFullError extends Error {
  override name = "DiskFullError";
}

/**
 * Write checkpoints/step-NNNNNN of a run. The folder appears whole: it is filled under another name, synced, then
 * renamed. `path` is relative to the run directory.
 * @throws DiskFullError, leaving earlier checkpoints and no debris
 */
export async function saveCheckpoint(
  runDir: string,
  step: number,
  content: CheckpointContent,
  { engine, metrics }: { engine: Engine; metrics: Record<string, number> },
): Promise<SavedCheckpoint> {
  const final = runPaths(runDir).checkpoint(step);
  const temporary = path.join(path.dirname(final), `.tmp-${path.basename(final)}-${process.pid}`);
  try {
    fs.rmSync(temporary, { recursive: true, force: true });
    fs.mkdirSync(temporary, { recursive: true });
    for (const [name, variables] of Object.entries(content.tensors)) {
      const tensors = [...variables].map(([key, variable]) => ({
        name: key,
        shape: variable.shape,
        data: () => engine.read(variable),
      }));
      await writeSafetensors(path.join(temporary, `${name}.safetensors`), tensors, { format: "pt" });
    }
    for (const [name, value] of Object.entries(content.json)) {
      fs.writeFileSync(path.join(temporary, name), `${JSON.stringify(value, null, 2)}\n`);
    }
    const manifest = await writeManifest(temporary, step, metrics);
    fs.rmSync(final, { recursive: true, force: true });
    fs.renameSync(temporary, final);
    return {
      step,
      path: path.relative(runDir, final),
      bytes: manifest.files.reduce((sum, file) => sum + file.bytes, 0),
    };
  } catch (error) {
    fs.rmSync(temporary, { recursive: true, force: true });
    if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
    throw new DiskFullError(
      `the disk is full: checkpoint ${path.basename(final)} could not be written, earlier ones are intact`,
    );
  }
}

/** Complete checkpoints of a run, oldest first: those with a manifest whose files have the sizes it states. */
export function listCheckpoints(runDir: string): { step: number; dir: string; manifest: CheckpointManifest }[] {
  const folder = runPaths(runDir).checkpoints;
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder)
    .flatMap((name) => {
      const step = checkpointStep(name);
      const manifest = step === null ? null : readManifest(path.join(folder, name));
      return step !== null && manifest ? [{ step, dir: path.join(folder, name), manifest }] : [];
    })
    .sort((a, b) => a.step - b.step);
}

function readManifest(dir: string): CheckpointManifest | null {
  try {
    const manifest = CheckpointManifest.parse(JSON.parse(fs.readFileSync(path.join(dir, "manifest.json"), "utf8")));
    return manifest.files.every((file) => fs.statSync(path.join(dir, file.path)).size === file.bytes) ? manifest : null;
  } catch {
    // Incomplete or damaged, so it is no checkpoint to go on from.
    return null;
  }
}

async function writeManifest(dir: string, step: number, metrics: Record<string, number>): Promise<CheckpointManifest> {
  const files = await Promise.all(
    fs
      .readdirSync(dir)
      .sort()
      .map(async (name) => {
        const file = path.join(dir, name);
        return { path: name, bytes: fs.statSync(file).size, sha256: await sha256(file) };
      }),
  );
  const manifest: CheckpointManifest = { v: 1, step, time: Date.now(), metrics: encodeValues(metrics), files };
  const fd = fs.openSync(path.join(dir, "manifest.json"), "w");
  fs.writeSync(fd, `${JSON.stringify(manifest, null, 2)}\n`);
  fs.fsyncSync(fd);
  fs.closeSync(fd);
  return manifest;
}

async function sha256(file: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of fs.createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest("hex");
}
