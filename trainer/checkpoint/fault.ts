import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { CheckpointManifest } from "../contract/run-dir.ts";

export type Inspected = { manifest: CheckpointManifest; fault: null } | { manifest: null; fault: string };

/** The manifest of a checkpoint whose files are all there in full, or what is wrong with it. */
export function inspectCheckpoint(dir: string): Inspected {
  const manifest = readManifest(dir);
  if (manifest === null) return { manifest, fault: "its manifest.json is missing or damaged" };
  for (const file of manifest.files) {
    const bytes = fs.statSync(path.join(dir, file.path), { throwIfNoEntry: false })?.size ?? null;
    if (bytes === null) return { manifest: null, fault: `${file.path} is missing` };
    if (bytes !== file.bytes)
      return { manifest: null, fault: `${file.path} has ${bytes} bytes, its manifest says ${file.bytes}` };
  }
  return { manifest, fault: null };
}

/** The first file whose bytes are not those that were written, in a sentence's words; null when all are. */
export async function findDamage(dir: string, { files }: CheckpointManifest): Promise<string | null> {
  for (const file of files) {
    if ((await sha256(path.join(dir, file.path))) !== file.sha256)
      return `${file.path} does not have the sha256 that its manifest says`;
  }
  return null;
}

export async function sha256(file: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of fs.createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest("hex");
}

function readManifest(dir: string): CheckpointManifest | null {
  try {
    return CheckpointManifest.parse(JSON.parse(fs.readFileSync(path.join(dir, "manifest.json"), "utf8")));
  } catch {
    return null;
  }
}
