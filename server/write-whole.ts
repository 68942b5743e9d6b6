import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** Write a file, and its folder, so that nobody sees it half written. `mode` says who may read it. */
export function writeWhole(file: string, content: string | Uint8Array, { mode = 0o666 } = {}) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.tmp`, content, { mode });
  renameSync(`${file}.tmp`, file);
}
