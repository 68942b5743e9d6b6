import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";
import { childEnv } from "#server/env.ts";

export type KeepAlive = {
  name: string;
  /** Of node, with TypeScript understood. */
  args: string[];
  projectDir: string;
  dataDir: string;
  nodeEnv: string;
  say: (line: string) => void;
  stop: AbortSignal;
};

const FIRST_PAUSE_MS = 500;
const MAX_PAUSE_MS = 30_000;

/** Run a process until the signal; one that dies is started again, after pauses that grow. */
export async function keepAlive({ name, args, projectDir, dataDir, nodeEnv, say, stop }: KeepAlive) {
  let pauseMs = FIRST_PAUSE_MS;
  while (!stop.aborted) {
    const startedAt = performance.now();
    const child = execa(process.execPath, ["--import", "tsx", ...args], {
      cwd: projectDir,
      env: childEnv({ VELA_DATA: dataDir, NODE_ENV: nodeEnv, NEXT_TELEMETRY_DISABLED: "1" }),
      stdin: "ignore",
      stdout: "inherit",
      stderr: "inherit",
      // A channel tells the child when this process dies without a word.
      ipc: true,
      buffer: false,
      reject: false,
      forceKillAfterDelay: 10_000,
    });
    const end = () => child.kill("SIGTERM");
    stop.addEventListener("abort", end);
    const { exitCode, signal } = await child;
    stop.removeEventListener("abort", end);
    if (stop.aborted) return;
    if (performance.now() - startedAt > MAX_PAUSE_MS) pauseMs = FIRST_PAUSE_MS;
    say(`The ${name} process ended (${signal ?? `exit code ${exitCode}`}); starting it again in ${pauseMs / 1000} s`);
    await sleep(pauseMs, undefined, { signal: stop }).catch(() => undefined);
    pauseMs = Math.min(pauseMs * 2, MAX_PAUSE_MS);
  }
}
