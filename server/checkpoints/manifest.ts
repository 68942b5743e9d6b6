import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { CheckpointManifest } from "#trainer/contract/run-dir.ts";

/** A checkpoint's manifest, or null when there is none or a file that it names is absent or of another size. */
export function readManifest(folder: string): CheckpointManifest | null {
  try {
    const manifest = CheckpointManifest.parse(JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8")));
    const isWhole = manifest.files.every(({ path, bytes }) => statSync(join(folder, path)).size === bytes);
    return isWhole ? manifest : null;
  } catch {
    return null;
  }
}
