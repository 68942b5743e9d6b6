import { type ChildProcess, spawn } from "node:child_process";
import { onTestFinished } from "vitest";
import type { World } from "#server/worker/world.ts";

/** A worker in a process of its own, killed after the test. */
export function startWorkerProcess(
  { paths, env }: World,
  { stderr = "inherit" as "inherit" | "pipe" } = {},
): ChildProcess {
  const child = spawn(process.execPath, ["--import", "tsx", "test/programs/worker.ts"], {
    env: { ...process.env, VELA_DATA: paths.root, VELA_SLOTS: String(env.slots), VELA_RETRIES: String(env.retries) },
    stdio: ["ignore", "ignore", stderr],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}
