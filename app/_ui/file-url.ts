/** Where a file of a run is downloaded from. */
export function fileUrl(runId: string, path: string): string {
  return `/api/files/${runId}/${encodePath(path)}`;
}

/** A folder of a run as one tar. */
export function archiveUrl(runId: string, path: string): string {
  return `${fileUrl(runId, path)}?archive=tar`;
}

/** For looking at in the browser instead of saving. */
export function inlineUrl(runId: string, path: string): string {
  return `${fileUrl(runId, path)}?inline=1`;
}

function encodePath(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}
