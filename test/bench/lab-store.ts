// A database on a real file with runs whose logs look like a trainer's, for the benchmarks of the store.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { closeDb, type Db, migrateDb, openDb } from "#server/db/open.ts";
import { openPointWriter } from "#server/metrics/point-writer.ts";
import { insertRun } from "#server/runs/create.ts";
import { ingestLog } from "#server/worker/ingest.ts";
import { TrainConfig } from "#trainer/contract/config.ts";

export const TEN_KEYS = [
  "train/loss",
  "train/l1_loss",
  "train/action_accuracy",
  "energy/loss",
  "energy/positive",
  "energy/negative",
  "energy/gap",
  "optim/lr",
  "optim/grad_norm",
  "perf/steps_per_second",
];

const CONFIG = TrainConfig.parse({});

export type LabStore = { db: Db; dir: string; close(): void };

export function openLabStore(): LabStore {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), "vela-bench-"));
  const db = openDb(path.join(dir, "vela.db"));
  migrateDb(db, process.cwd());
  return {
    db,
    dir,
    close() {
      closeDb(db);
      fs.rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** A run that has ended, as most of a lab's have. */
export function addRun({ db }: LabStore): string {
  const run = { recipe: "vla-energy", preset: null, config: CONFIG, maxSteps: null, status: "finished" as const };
  return db.transaction((tx) => insertRun(tx, { ...run, waitsForJob: null, now: 1_700_000_000_000 }), {
    behavior: "immediate",
  });
}

/** A log of `steps` lines with a value for each key, written in pieces; returns its path. */
export function writeLog({ dir }: LabStore, name: string, { steps, keys }: { steps: number; keys: string[] }): string {
  const file = path.join(dir, `${name}.jsonl`);
  const out = fs.openSync(file, "w");
  let piece = "";
  for (let step = 1; step <= steps; step++) {
    const values = keys.map((key, i) => `"${key}":${Math.sin(step * 0.001 + i) + Math.random()}`).join(",");
    piece += `{"v":1,"time":${1_700_000_000_000 + step * 110},"kind":"metric","step":${step * 10},"values":{${values}}}\n`;
    if (piece.length > 2 ** 22 || step === steps) {
      fs.writeSync(out, piece);
      piece = "";
    }
  }
  fs.closeSync(out);
  return file;
}

/** Take a whole log in, as the worker does; returns the seconds. */
export function ingest({ db }: LabStore, runId: string, file: string): number {
  const from = performance.now();
  while (ingestLog(db, { runId, file })) {}
  return (performance.now() - from) / 1000;
}

/** Points of one metric as if logged every ten steps, past the log: ten million lines of text would take minutes. */
export function addPoints({ db }: LabStore, runId: string, key: string, count: number): void {
  const CHUNK = 100_000;
  for (let from = 1; from <= count; from += CHUNK)
    db.$client
      .transaction(() => {
        const writer = openPointWriter(db, runId);
        for (let i = from; i < Math.min(from + CHUNK, count + 1); i++) {
          const values = { [key]: Math.sin(i * 0.001) + Math.random() };
          writer.add({ attempt: 1, step: 10 * i, time: 1_700_000_000_000 + i * 110, values });
        }
        writer.flush();
      })
      .immediate();
}

/** Bytes of the database file once the write-ahead log is in it. */
export function storedBytes({ db, dir }: LabStore): number {
  db.$client.pragma("wal_checkpoint(TRUNCATE)");
  return fs.statSync(path.join(dir, "vela.db")).size;
}

/** Milliseconds of each of `times` calls. */
export function timed(times: number, call: () => unknown): number[] {
  return Array.from({ length: times }, () => {
    const from = performance.now();
    call();
    return performance.now() - from;
  });
}
