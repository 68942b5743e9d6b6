import { statfsSync } from "node:fs";

export type DiskSpace = { freeBytes: number; usedBytes: number };

/** Bytes that we may still write on the disk of a folder. */
export function freeDiskBytes(folder: string): number {
  return diskSpace(folder).freeBytes;
}

/** What is free for us on the disk of a folder, and what is in use. */
export function diskSpace(folder: string): DiskSpace {
  const { bavail, bfree, blocks, bsize } = statfsSync(folder);
  return { freeBytes: bavail * bsize, usedBytes: (blocks - bfree) * bsize };
}

const LOW_SHARE = 0.1;
const LOW_BYTES = 5e9;

/** Less than 10 % or 5 GB is free, whichever is less. */
export function isDiskLow({ freeBytes, usedBytes }: DiskSpace): boolean {
  return freeBytes < Math.min(LOW_SHARE * (freeBytes + usedBytes), LOW_BYTES);
}
