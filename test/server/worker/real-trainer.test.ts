import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { expect, onTestFinished, test } from "vitest";
import { createApi } from "#server/api/root.ts";
import { readRaw } from "#server/metrics/raw.ts";
import { findRun } from "#server/runs/find.ts";
import { hasEnded } from "#server/runs/status.ts";
import { until } from "#test/factories/wait.ts";
import { startWorker } from "#test/factories/worker.ts";
import { makeWorld } from "#test/factories/world.ts";
import { decodeValue, parseLogLine } from "#trainer/contract/log.ts";
import { canonicalMetric } from "#trainer/contract/metrics.ts";
import { runPaths } from "#trainer/contract/run-dir.ts";
import { makeSampleDataset } from "#trainer/sample/write.ts";

test("the real trainer outlives a worker that is killed: no point is lost or doubled, and its checkpoint is listed", async () => {
  const world = makeWorld();
  await makeSampleDataset({ outDir: world.paths.rlds, size: 64, episodes: 8, valEpisodes: 2, seed: 1, wrist: false });
  const api = createApi(world);
  const training = { maxSteps: 60, saveFreq: 40, useValSet: false, valProbes: false };
  const config = { training, data: { shuffleBufferSize: 200 } };
  const { id } = await api.runs.create({ recipe: "vla-energy", preset: "scoop-tiny", config });

  const first = spawn(process.execPath, ["--import", "tsx", "test/programs/worker.ts"], {
    env: { ...process.env, VELA_DATA: world.paths.root },
    stdio: "inherit",
  });
  onTestFinished(() => void first.kill("SIGKILL"));
  await until(() => findRun(world.db, id).step >= 10 || hasEnded(findRun(world.db, id).status));
  first.kill("SIGKILL");
  await once(first, "exit");
  expect(hasEnded(findRun(world.db, id).status)).toBe(false);

  startWorker(world);
  const run = await until(() => hasEnded(findRun(world.db, id).status) && findRun(world.db, id));
  expect(run).toMatchObject({ status: "finished", attempt: 1, step: 60, exitCode: 0, badLines: 0, skippedLines: 0 });
  // What the worker measures itself is in no log.
  const stored = readRaw(world.db, { runId: id, limit: 50_000 })
    .rows.filter(({ key }) => !key.startsWith("system/"))
    .map(({ key, step, value }) => `${key} ${step} ${value}`);
  expect(stored.sort()).toEqual(loggedPoints(runPaths(world.paths.run(id)).metrics).sort());
  const checkpoints = await api.checkpoints.list({ runId: id });
  expect(checkpoints).toMatchObject([
    { step: 60, complete: true },
    { step: 40, complete: true },
  ]);
  expect(checkpoints[0]!.files.length).toBeGreaterThan(1);
  expect((await api.system.info()).engine?.name).toMatch(/^tfjs/);
});

/** "metric step value" of every value in a log. */
function loggedPoints(file: string): string[] {
  const lines = readFileSync(file, "utf8").trimEnd().split("\n");
  return lines.flatMap((text) => {
    const parsed = parseLogLine(text);
    if (!parsed.ok) throw new Error(parsed.why);
    const { line } = parsed;
    if (line.kind !== "metric" && line.kind !== "eval") return [];
    return Object.entries(line.values).map(
      ([name, value]) => `${canonicalMetric(name)} ${line.step} ${decodeValue(value)}`,
    );
  });
}
