import { statfsSync } from "node:fs";

/** Bytes that we may still write on the disk of a folder. */
export function freeDiskBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}
