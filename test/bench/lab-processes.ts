// Web and worker as processes of their own on one data folder, for benchmarks of what they do to each other.
import { type ChildProcess, fork, spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { createHTTPHandler } from "@trpc/server/adapters/standalone";
import { appRouter } from "#server/api/root.ts";
import { closeDb, migrateDb, openDb } from "#server/db/open.ts";
import { type DataPaths, dataPaths } from "#server/paths.ts";
import { registerRun } from "#server/runs/register.ts";

export type LabProcesses = {
  dir: string;
  paths: DataPaths;
  /** Runs of other machines, whose logs lie empty in the folder. */
  ids: string[];
  /** One more process: a benchmark's own file with arguments. It ends with the lab. */
  start: (file: string, args: string[]) => ChildProcess;
  web: () => Promise<{ process: ChildProcess; url: string }>;
  worker: () => ChildProcess;
  end: () => Promise<void>;
};

export function openLab(runs: number): LabProcesses {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), "vela-bench-"));
  const paths = dataPaths(dir);
  const db = openDb(paths.database);
  migrateDb(db, process.cwd());
  const ids = Array.from({ length: runs }, () => registerRun({ db, paths }, { config: {} }).id);
  closeDb(db);
  const children: ChildProcess[] = [];
  const kept = (child: ChildProcess) => {
    children.push(child);
    return child;
  };
  // However this process ends, it leaves none behind.
  process.on("exit", () => {
    for (const child of children) child.kill("SIGKILL");
  });
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1));
  const start = (file: string, args: string[]) => kept(fork(file, args));
  return {
    dir,
    paths,
    ids,
    start,
    async web() {
      const child = start(import.meta.filename, [dir]);
      const [port] = (await once(child, "message")) as [number];
      return { process: child, url: `http://127.0.0.1:${port}/api/trpc/` };
    },
    worker: () =>
      kept(
        spawn(process.execPath, ["--import", "tsx", "server/worker/main.ts"], {
          env: { ...process.env, VELA_DATA: dir },
          stdio: ["ignore", "ignore", "inherit"],
        }),
      ),
    async end() {
      for (const child of children) child.kill("SIGKILL");
      await Promise.all(children.map((child) => child.exitCode ?? child.signalCode ?? once(child, "exit")));
      fs.rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** Resident memory, MB. */
export function memory({ pid }: ChildProcess): number {
  return Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, "utf8"))![1]) / 1024;
}

export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((done) => setTimeout(done, 20));
}

/** Asks as a page does; returns the milliseconds until the answer is in. */
export async function timedQuery(url: string, name: string, input: object): Promise<number> {
  const asked = performance.now();
  const answer = await fetch(`${url}${name}?input=${encodeURIComponent(JSON.stringify(input))}`);
  if (!answer.ok) throw new Error(`${name} answered ${answer.status}: ${await answer.text()}`);
  await answer.arrayBuffer();
  return performance.now() - asked;
}

/** The API as the web process has it. */
function serve(dir: string) {
  const paths = dataPaths(dir);
  const client = { db: openDb(paths.database), paths };
  const server = createServer(
    createHTTPHandler({ router: appRouter, createContext: () => client, basePath: "/api/trpc/" }),
  );
  server.listen(0, "127.0.0.1", () => process.send!((server.address() as AddressInfo).port));
}

// Started as a process of its own, this file is the web server.
if (process.argv[1] === import.meta.filename) serve(process.argv[2]!);
