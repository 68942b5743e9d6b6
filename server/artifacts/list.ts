import { lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Client } from "#server/db/client.ts";
import { DomainError } from "#server/errors.ts";
import { resolveArtifact } from "./resolve.ts";

export type ArtifactRow = { path: string; name: string; kind: "file" | "folder"; bytes: number; modifiedAt: number };

/** What lies in a folder of a run: folders first, then files, by name. Links are left out. */
export function listArtifacts(client: Client, { runId, path = "" }: { runId: string; path?: string }): ArtifactRow[] {
  const { absolute, relative, stats } = resolveArtifact(client, { runId, path });
  if (!stats.isDirectory()) throw new DomainError("BAD_REQUEST", `${JSON.stringify(path)} is a file, not a folder`);
  return readdirSync(absolute)
    .flatMap((name) => describe(join(absolute, name), name, relative) ?? [])
    .sort((a, b) => (a.kind === b.kind ? a.name.localeCompare(b.name) : a.kind === "folder" ? -1 : 1));
}

function describe(absolute: string, name: string, parent: string): ArtifactRow | null {
  const stats = lstatSync(absolute, { throwIfNoEntry: false });
  if (!stats || !(stats.isFile() || stats.isDirectory())) return null;
  return {
    path: parent ? `${parent}/${name}` : name,
    name,
    kind: stats.isDirectory() ? "folder" : "file",
    bytes: stats.isFile() ? stats.size : 0,
    modifiedAt: Math.round(stats.mtimeMs),
  };
}
