/** The disk had no room; what was saved before is untouched. */
export class DiskFullError extends Error {
  override name = "DiskFullError";
}

/** Whether an error of the file system says that no room is left, on the disk or within the quota. */
export function isDiskFull(error: unknown): boolean {
  return error instanceof Error && ["ENOSPC", "EDQUOT"].includes((error as NodeJS.ErrnoException).code ?? "");
}
