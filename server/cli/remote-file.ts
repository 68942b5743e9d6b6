import type { RunRow } from "#server/runs/row.ts";
import { checkpointStep } from "#trainer/contract/run-dir.ts";
import { CliError } from "./cli-error.ts";
import type { Session } from "./session.ts";

export type RemoteFile = { url: string; name: string };

/** Where a file of a run is, by its path, or a checkpoint as a .tar, by its name or step; and what to call it here. */
export async function findRemoteFile(session: Session, run: RunRow, typed: string): Promise<RemoteFile> {
  const path = await findPath(session, run, typed);
  const segments = path.split("/").filter((segment) => segment !== "" && segment !== ".");
  if (segments.includes("..")) throw new CliError(session.messages.notBelow(typed), { exitCode: 2 });
  const isFolder = await isRemoteFolder(session, run, segments);
  const url = [session.server.url, "api/files", run.id, ...segments.map(encodeURIComponent)].join("/");
  const last = segments.at(-1) ?? "";
  return isFolder
    ? { url: `${url}?archive=tar`, name: fileName(`${run.name}-${last}.tar`) }
    : { url, name: fileName(last) };
}

async function findPath({ api, messages }: Session, run: RunRow, typed: string): Promise<string> {
  const step = /^\d+$/.test(typed) ? Number(typed) : checkpointStep(typed);
  if (step === null) return typed;
  const checkpoints = await api.checkpoints.list.query({ runId: run.id });
  const found = checkpoints.find((checkpoint) => checkpoint.step === step);
  if (found) return found.path;
  const steps = checkpoints.map((checkpoint) => checkpoint.step);
  throw new CliError(messages.unknownCheckpoint(run.name, step, steps));
}

/** The whole run's folder when there are no segments. */
async function isRemoteFolder({ api }: Session, run: RunRow, segments: string[]): Promise<boolean> {
  if (segments.length === 0) return true;
  const siblings = await api.artifacts.list.query({ runId: run.id, path: segments.slice(0, -1).join("/") });
  return siblings.some(({ name, kind }) => name === segments.at(-1) && kind === "folder");
}

/** A name without folders and control characters. */
function fileName(name: string): string {
  return name.replace(/[/\\\p{Cc}]/gu, "-").replace("-.tar", ".tar");
}
