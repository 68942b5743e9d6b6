import { createHash } from "node:crypto";
import type { CheckpointRow } from "./list.ts";

/** What a checkpoint holds, in a few letters: one that was written anew has another. */
export function fingerprint({ time, files }: Pick<CheckpointRow, "time" | "files">): string {
  return createHash("sha256")
    .update(JSON.stringify([time, files]))
    .digest("hex")
    .slice(0, 32);
}
