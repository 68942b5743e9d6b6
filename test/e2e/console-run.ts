import { type ChildProcess, spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { readBootId, readProcess } from "#server/worker/processes.ts";
import { runPaths } from "#trainer/contract/run-dir.ts";

export type PlantedRun = {
  id: string;
  print(text: string): void;
  /** Its process ends, with an exit code or as the kernel ends it when memory is short. */
  end(how: { code: number } | "killed"): Promise<void>;
};

/**
 * A run folder with an output and a living process, for the worker to adopt: two attempts, the second of which began
 * after `firstAttempt` was printed, an hour ago.
 */
export async function plantRun(
  dataDir: string,
  {
    id,
    firstAttempt,
    output,
    checkpoints = [],
  }: { id: string; firstAttempt: string; output: (write: (text: string) => void) => void; checkpoints?: number[] },
): Promise<PlantedRun> {
  const dir = path.join(dataDir, "runs", id);
  const paths = runPaths(dir);
  for (const attempt of [1, 2]) fs.mkdirSync(paths.attempt(attempt), { recursive: true });
  fs.mkdirSync(path.dirname(paths.times(1)), { recursive: true });
  const fd = fs.openSync(paths.output, "a");
  fs.writeSync(fd, firstAttempt);
  const begin = Buffer.byteLength(firstAttempt);
  output((text) => fs.writeSync(fd, text));
  const { size } = fs.fstatSync(fd);
  fs.closeSync(fd);
  const anHourAgo = Date.now() - 3_600_000;
  fs.writeFileSync(paths.times(1), `${anHourAgo} 0\n${anHourAgo + 65_000} ${begin}\n`);
  fs.writeFileSync(paths.times(2), `${anHourAgo + 120_000} ${begin}\n${anHourAgo + 240_000} ${size}\n`);
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1e6)"], { stdio: "ignore", detached: true });
  await new Promise((resolve) => child.once("spawn", resolve));
  const record = (attempt: number, startedAt: number, start: string) =>
    fs.writeFileSync(
      paths.pid(attempt),
      JSON.stringify({ pid: child.pid, start, child: child.pid, childStart: start, bootId: readBootId(), startedAt }),
    );
  record(1, anHourAgo, "1");
  fs.writeFileSync(paths.exit(1), JSON.stringify({ code: 1, signal: null, endedAt: anHourAgo + 65_000 }));
  record(2, anHourAgo + 120_000, readProcess(child.pid!)!.start);
  for (const step of checkpoints) {
    fs.mkdirSync(paths.checkpoint(step), { recursive: true });
    const manifest = { v: 1, step, time: anHourAgo, metrics: {}, files: [] };
    fs.writeFileSync(path.join(paths.checkpoint(step), "manifest.json"), JSON.stringify(manifest));
  }
  fs.writeFileSync(`${paths.config}.tmp`, JSON.stringify({ v: 1, name: `printer-${id}`, config: {} }));
  fs.renameSync(`${paths.config}.tmp`, paths.config);
  return {
    id,
    print: (text) => fs.appendFileSync(paths.output, text),
    async end(how) {
      // First the record: a process that is gone without one is lost.
      const exit = how === "killed" ? { code: null, signal: "SIGKILL" } : { code: how.code, signal: null };
      fs.writeFileSync(`${paths.exit(2)}.tmp`, JSON.stringify({ ...exit, endedAt: Date.now() }));
      fs.renameSync(`${paths.exit(2)}.tmp`, paths.exit(2));
      await end(child);
    },
  };
}

async function end(child: ChildProcess) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await ended;
}
