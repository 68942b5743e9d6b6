import { basename } from "node:path";
import { execa } from "execa";
import { z } from "zod";
import type { SoftwareOrigin } from "#server/origin/origin.ts";

const KEPT_BYTES = 1024 * 1024;

/** Reads what is installed; imports none of it. */
const PROGRAM = `
import json, platform
from importlib import metadata
found = {d.metadata["Name"]: d.version for d in metadata.distributions() if d.metadata["Name"]}
print(json.dumps({"version": platform.python_version(), "packages": found}))
`;

const Answer = z.object({ version: z.string(), packages: z.record(z.string(), z.string()) });

type Start = { command: string[]; cwd: string; env: Record<string, string> };

/** Version and libraries of the Python that a command starts; null where it starts none, or that says nothing. */
export async function askPython({ command, cwd, env }: Start, signal: AbortSignal): Promise<SoftwareOrigin["python"]> {
  const [program = ""] = command;
  if (!/^python[\d.]*$/.test(basename(program))) return null;
  const { failed, stdout } = await execa(program, ["-c", PROGRAM], {
    cwd,
    env,
    extendEnv: false,
    reject: false,
    stdin: "ignore",
    stderr: "ignore",
    maxBuffer: KEPT_BYTES,
    cancelSignal: signal,
    forceKillAfterDelay: 500,
  });
  if (failed) return null;
  try {
    return { program, ...Answer.parse(JSON.parse(stdout)) };
  } catch {
    return null; // A program of that name which is no Python.
  }
}
