import { appendFileSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { createApi } from "#server/api/root.ts";
import { ingestLog } from "#server/worker/ingest.ts";
import { logLine, startLine, writeLog } from "#test/factories/log-file.ts";
import { queueProgram } from "#test/factories/runs.ts";
import { makeWorld } from "#test/factories/world.ts";
import { runPaths } from "#trainer/contract/run-dir.ts";

test("checkpoints are listed newest first, as they lie on the disk; a torn one is not complete", async () => {
  const { api, runId, dir, save } = setUp();
  save(100);
  save(200);
  save(300);
  mkdirSync(`${dir}/checkpoints/step-000400.tmp`);
  mkdirSync(`${dir}/checkpoints/step-000500`);
  appendFileSync(`${dir}/checkpoints/step-000200/model.safetensors`, "more than the manifest says");
  rmSync(`${dir}/checkpoints/step-000100`, { recursive: true });
  const rows = await api.checkpoints.list({ runId });
  expect(rows.map(({ step, complete }) => [step, complete])).toEqual([
    [500, false],
    [300, true],
    [200, false],
  ]);
  expect(rows[1]).toMatchObject({
    path: "checkpoints/step-000300",
    bytes: 7,
    metrics: { "val/loss": 0.5, extra: "NaN" },
  });
  expect(await api.checkpoints.all()).toMatchObject([{ runId, step: 300, runName: expect.any(String) }]);
});

test("a checkpoint can be removed, but not the newest of a run that has not ended", async () => {
  const { api, runId, dir, save } = setUp();
  save(100);
  save(200);
  await expect(api.checkpoints.remove({ runId, step: 200 })).rejects.toThrow(
    "its newest checkpoint stays until it has ended",
  );
  await expect(api.checkpoints.remove({ runId, step: 7 })).rejects.toThrow(`run ${runId} has no checkpoint of step 7`);
  await api.checkpoints.remove({ runId, step: 100 });
  await api.runs.cancel({ id: runId });
  expect(await api.runs.resume({ id: runId, step: 200 })).toMatchObject({ status: "queued" });
  await api.runs.cancel({ id: runId });
  await expect(api.runs.resume({ id: runId, step: 100 })).rejects.toThrow(
    "has no complete checkpoint of step 100; it has 200",
  );
  await api.checkpoints.remove({ runId, step: 200 });
  expect(readdirSync(`${dir}/checkpoints`)).toEqual([]);
  expect(await api.checkpoints.all()).toEqual([]);
});

function setUp() {
  const world = makeWorld();
  const runId = queueProgram(world, "log-steps 1");
  const dir = world.paths.run(runId);
  const { metrics: log } = runPaths(dir);
  writeLog(log, startLine(1, 0));
  const save = (step: number) => {
    const folder = runPaths(dir).checkpoint(step);
    mkdirSync(folder, { recursive: true });
    writeFileSync(`${folder}/model.safetensors`, "weights");
    const files = [{ path: "model.safetensors", bytes: 7, sha256: "0".repeat(64) }];
    const manifest = { v: 1, step, time: step, metrics: { "val/loss": 0.5 }, files };
    writeFileSync(`${folder}/manifest.json`, JSON.stringify(manifest));
    const path = folder.slice(dir.length + 1);
    appendFileSync(log, logLine({ kind: "checkpoint", step, path, bytes: 7, metrics: { extra: "NaN" } }));
    ingestLog(world.db, { runId, file: log });
  };
  return { api: createApi(world), runId, dir, save };
}
