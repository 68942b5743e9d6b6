import { join } from "node:path";
import { execa } from "execa";
import { childEnv } from "#server/env.ts";
import { DomainError } from "#server/errors.ts";
import { hashSources, readStamp, writeStamp } from "./build-stamp.ts";

type Build = { projectDir: string; verbose: boolean; say: (line: string) => void; stop: AbortSignal };

/** Build the interface when there is no build, or one of other sources. What the builder says is shown when it fails. */
export async function buildInterface({ projectDir, verbose, say, stop }: Build) {
  const digest = hashSources(projectDir);
  const stamp = readStamp(projectDir);
  if (stamp === digest) return say("Interface: up to date");
  say(`Interface: ${stamp === null ? "building" : "sources have changed, building again"}; this takes about a minute`);
  const startedAt = Date.now();
  const next = join(projectDir, "node_modules", "next", "dist", "bin", "next");
  const result = await execa(process.execPath, [next, "build"], {
    cwd: projectDir,
    env: childEnv({ NEXT_TELEMETRY_DISABLED: "1", NODE_ENV: "production" }),
    stdin: "ignore",
    all: true,
    stdout: verbose ? ["pipe", "inherit"] : "pipe",
    stderr: verbose ? ["pipe", "inherit"] : "pipe",
    reject: false,
    cancelSignal: stop,
  });
  if (stop.aborted) return;
  if (result.failed) {
    if (!verbose) console.error(result.all);
    throw new DomainError("INTERNAL_SERVER_ERROR", "the interface could not be built; what the builder said is above");
  }
  writeStamp(projectDir, digest);
  say(`Interface: built in ${Math.round((Date.now() - startedAt) / 1000)} s`);
}
