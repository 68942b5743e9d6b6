import fs from "node:fs";
import path from "node:path";
import { DiskFullError, isDiskFull } from "./checkpoint/disk-full.ts";
import { type Inspected, inspectCheckpoint, sha256 } from "./checkpoint/fault.ts";
import type { SavedTensor } from "./checkpoint/saved-tensor.ts";
import { type CheckpointManifest, checkpointStep, runPaths } from "./contract/run-dir.ts";
import type { Engine } from "./engine/engine.ts";
import { encodeValues } from "./log.ts";
import { writeSafetensors } from "./safetensors/write.ts";

/** What goes into one checkpoint: tensors by file (without .safetensors) and name, JSON by file, and what it writes itself. */
export type CheckpointContent = {
  tensors: Record<string, ReadonlyMap<string, SavedTensor>>;
  json: Record<string, unknown>;
  write?(dir: string, engine: Engine): Promise<void>;
};

export type SavedCheckpoint = { step: number; path: string; bytes: number };
export type Checkpoint = { step: number; dir: string; manifest: CheckpointManifest };

const ASIDE = ".tmp-";

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
  const aside = path.join(path.dirname(final), `${ASIDE}${path.basename(final)}`);
  try {
    removeDebris(runDir);
    fs.mkdirSync(aside, { recursive: true });
    await writeContent(aside, content, engine);
    const manifest = await writeManifest(aside, step, metrics);
    replaceFolder(final, aside);
    return {
      step,
      path: path.relative(runDir, final),
      bytes: manifest.files.reduce((sum, file) => sum + file.bytes, 0),
    };
  } catch (error) {
    removeDebris(runDir);
    if (!isDiskFull(error)) throw error;
    throw new DiskFullError(
      `the disk is full: checkpoint ${path.basename(final)} could not be written, earlier ones are intact`,
    );
  }
}

/** Checkpoint folders of a run, oldest first, each with its manifest or with what it lacks. */
export function findCheckpoints(runDir: string): ({ step: number; name: string; dir: string } & Inspected)[] {
  const folder = runPaths(runDir).checkpoints;
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder)
    .flatMap((name) => {
      const step = checkpointStep(name);
      const dir = path.join(folder, name);
      return step === null ? [] : [{ step, name, dir, ...inspectCheckpoint(dir) }];
    })
    .sort((a, b) => a.step - b.step);
}

/** Complete checkpoints of a run, oldest first: those with a manifest whose files have the sizes it states. */
export function listCheckpoints(runDir: string): Checkpoint[] {
  return findCheckpoints(runDir).flatMap(({ step, dir, manifest }) => (manifest ? [{ step, dir, manifest }] : []));
}

/** Remove what a killed process left half written. A run has one trainer at a time, so nothing of this is in use. */
export function removeDebris(runDir: string): void {
  const folder = runPaths(runDir).checkpoints;
  if (!fs.existsSync(folder)) return;
  for (const name of fs.readdirSync(folder).filter((name) => name.startsWith(ASIDE)))
    fs.rmSync(path.join(folder, name), { recursive: true, force: true });
}

async function writeContent(dir: string, { tensors, json, write }: CheckpointContent, engine: Engine) {
  for (const [name, saved] of Object.entries(tensors)) {
    const list = [...saved].map(([key, { shape, dtype, read }]) => ({
      name: key,
      shape,
      dtype,
      data: () => read(engine),
    }));
    await writeSafetensors(fileIn(dir, `${name}.safetensors`), list, { format: "pt" });
  }
  await write?.(dir, engine);
  for (const [name, value] of Object.entries(json)) writeJson(fileIn(dir, name), value);
}

async function writeManifest(dir: string, step: number, metrics: Record<string, number>): Promise<CheckpointManifest> {
  const files = await Promise.all(
    fs
      .readdirSync(dir, { recursive: true, encoding: "utf8" })
      .filter((name) => fs.statSync(path.join(dir, name)).isFile())
      .sort()
      .map(async (name) => {
        const file = path.join(dir, name);
        sync(file);
        return { path: name, bytes: fs.statSync(file).size, sha256: await sha256(file) };
      }),
  );
  const manifest: CheckpointManifest = { v: 1, step, time: Date.now(), metrics: encodeValues(metrics), files };
  writeJson(path.join(dir, "manifest.json"), manifest);
  sync(path.join(dir, "manifest.json"));
  return manifest;
}

/** Two renames, because one cannot replace a folder that is not empty; what is replaced goes last. */
function replaceFolder(final: string, aside: string) {
  const old = path.join(path.dirname(final), `${ASIDE}old`);
  if (fs.existsSync(final)) fs.renameSync(final, old);
  fs.renameSync(aside, final);
  sync(path.dirname(final));
  fs.rmSync(old, { recursive: true, force: true });
}

function writeJson(file: string, value: unknown) {
  fs.writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`);
}

/** The bytes of a file, or the names in a folder, are on the disk and not only on their way. */
function sync(file: string) {
  const fd = fs.openSync(file, "r");
  try {
    fs.fsyncSync(fd);
  } finally {
    fs.closeSync(fd);
  }
}

function fileIn(dir: string, name: string): string {
  const file = path.join(dir, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  return file;
}
