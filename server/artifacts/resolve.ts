import { lstatSync, realpathSync, type Stats } from "node:fs";
import { isAbsolute, join, sep } from "node:path";
import type { Client } from "#server/db/client.ts";
import { DomainError } from "#server/errors.ts";
import { findRun } from "#server/runs/find.ts";

export type Artifact = { absolute: string; relative: string; stats: Stats };

/** A file or folder of a run by relative path. Throws BAD_REQUEST for a path that leaves the run's folder, NOT_FOUND. */
export function resolveArtifact({ db, paths }: Client, { runId, path }: { runId: string; path: string }): Artifact {
  findRun(db, runId);
  const segments = path.split("/").filter((segment) => segment !== "" && segment !== ".");
  if (path.includes("\0") || path.includes("\\") || isAbsolute(path) || segments.includes(".."))
    throw new DomainError("BAD_REQUEST", `${JSON.stringify(path)} is not a path below a run's folder`);
  const relative = segments.join("/");
  try {
    const root = realpathSync(paths.run(runId));
    const absolute = realpathSync(join(root, relative));
    if (absolute !== root && !absolute.startsWith(root + sep))
      throw new DomainError("BAD_REQUEST", `${JSON.stringify(path)} leads out of the run's folder`);
    return { absolute, relative, stats: lstatSync(absolute) };
  } catch (error) {
    if (error instanceof DomainError) throw error;
    throw new DomainError("NOT_FOUND", `run ${runId} has no file ${JSON.stringify(path)}`);
  }
}
