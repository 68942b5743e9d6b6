import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism, totalmem } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { checkDb } from "#server/db/check-db.ts";
import { batchesAfter } from "#server/metrics/batches.ts";
import { latestValues } from "#server/metrics/latest.ts";
import { type LiveBatch, watchLive } from "#server/metrics/live.ts";
import { readSeries } from "#server/metrics/series.ts";
import { storeSample } from "#server/metrics/store-sample.ts";
import { cancelRun } from "#server/runs/cancel.ts";
import { findRun } from "#server/runs/find.ts";
import { resumeRun } from "#server/runs/resume.ts";
import { hasEnded } from "#server/runs/status.ts";
import { writeRun } from "#server/runs/write.ts";
import { readHostHistory } from "#server/system/host-history.ts";
import { openNvidiaSmi } from "#server/worker/machine/nvidia-smi.ts";
import { parseIo, parseStat } from "#server/worker/machine/parse-proc.ts";
import { makeSampler } from "#server/worker/machine/sample-machine.ts";
import type { World } from "#server/worker/world.ts";
import { queueProgram } from "#test/factories/runs.ts";
import { until } from "#test/factories/wait.ts";
import { startWorker } from "#test/factories/worker.ts";
import { makeWorld } from "#test/factories/world.ts";

const RARELY_MS = 3_600_000;

test("a run's sample is what its whole tree of processes does", async () => {
  const world = makeWorld();
  const { id, pid, grandchild } = await startBurning(world);
  const sample = makeSampler(world, { nvidiaSmi: async () => null });
  await sample();
  expect(valuesOf(world, id)["system/cpu_percent"]).toBeUndefined();
  const cpu = cpuOf(grandchild);
  const written = writtenBy(pid);
  await until(() => cpuOf(grandchild) > cpu + 0.5 && writtenBy(pid) !== written);
  await sample();
  const values = valuesOf(world, id);
  expect(values["system/cpu_percent"]).toBeGreaterThan(5);
  expect(values["system/cpu_percent"]).toBeLessThan(100 * availableParallelism() + 20);
  expect(values["system/memory_bytes"]).toBeGreaterThan(200_000_000);
  expect(values["system/memory_bytes"]).toBeLessThan(totalmem());
  expect(values["system/host_memory_bytes"]).toBeGreaterThan(100_000_000);
  expect(values["system/host_cpu_percent"]).toBeGreaterThan(0);
  expect(values["system/host_cpu_percent"]).toBeLessThanOrEqual(100);
  expect(values["system/host_disk_free_bytes"]).toBeGreaterThan(0);
  expect(values["system/network_sent_bytes_per_second"]).toBeGreaterThanOrEqual(0);
  if (written !== null) expect(values["system/disk_write_bytes_per_second"]).toBeGreaterThan(0);
  expect(Object.keys(values).filter((key) => key.includes("gpu"))).toEqual([]);
  expect(readHostHistory(world.paths).now).toMatchObject({ gpus: [], memoryTotalBytes: expect.any(Number) });
});

test("samples come with the worker, viewers hear of them, and nothing else of the run moves", async () => {
  const world = { ...makeWorld(), sampleMs: 50 };
  const { id } = await startBurning(world);
  await until(() => findRun(world.db, id).step === 5);
  const before = findRun(world.db, id);
  const live = watchLive(world.db, { runIds: [id], keys: ["system/cpu_percent", "train/loss"] });
  const heard = await until(async () => (await nextPoints(live)).find(({ attempt }) => attempt === 1));
  await live.return(undefined);
  expect(heard).toMatchObject({ runId: id, key: "system/cpu_percent", step: [expect.any(Number)] });
  const after = findRun(world.db, id);
  const { step, heartbeatAt, logOffset, logAttempt, attempt } = before;
  expect(after).toMatchObject({ step, heartbeatAt, logOffset, logAttempt, attempt });
  expect(after.revision).toBeGreaterThan(before.revision);
  const [loss] = readSeries(world.db, { series: [{ runId: id, key: "train/loss" }] }).series;
  expect([...loss!.x]).toEqual([1, 2, 3, 4, 5]);
});

test("a sample's step is the seconds since the first start, and all are shown where training went back", async () => {
  const world = makeWorld({ graceMs: 60_000 });
  world.sampleMs = RARELY_MS;
  const id = queueProgram(world, "log-steps 100000 5");
  startWorker(world);
  await until(() => findRun(world.db, id).step > 3);
  const { startedAt } = findRun(world.db, id);
  const keep = (attempt: number, second: number) =>
    storeSample(world.db, {
      runId: id,
      attempt,
      time: startedAt! + second * 1000,
      values: { "system/cpu_percent": second },
    });
  for (const second of [500, 1000, 90_000]) expect(keep(1, second)).toBe(true);
  expect(keep(2, 90_010)).toBe(false);
  cancelRun(world.db, { id });
  await until(() => hasEnded(findRun(world.db, id).status));
  expect(keep(1, 90_020)).toBe(false);
  resumeRun(world, { id });
  const { step } = await until(() => findRun(world.db, id).status === "running" && findRun(world.db, id));
  expect(step).toBeLessThan(500);
  expect(keep(1, 90_030)).toBe(false);
  await until(() => findRun(world.db, id).logAttempt === 2);
  expect(keep(2, 90_040)).toBe(true);
  const [cpu] = readSeries(world.db, { series: [{ runId: id, key: "system/cpu_percent" }] }).series;
  expect([...cpu!.x]).toEqual([500, 1000, 90_000, 90_040]);
  expect(latestValues(world.db, { runIds: [id] })[0]!.values["system/cpu_percent"]).toMatchObject({
    step: 90_040,
    min: 500,
    finite: 4,
  });
  cancelRun(world.db, { id });
  await until(() => hasEnded(findRun(world.db, id).status));
  expect(checkDb(world.db.$client).problems).toEqual([]);
});

test("a batch of the machine does not make viewers read the log's points between", async () => {
  const world = makeWorld();
  world.sampleMs = RARELY_MS;
  const { id } = await startBurning(world);
  await until(() => findRun(world.db, id).step === 5);
  const run = findRun(world.db, id);
  storeSample(world.db, {
    runId: id,
    attempt: 1,
    time: run.startedAt! + 2_000,
    values: { "system/cpu_percent": 1 },
  });
  const batches = batchesAfter(world.db, 0, 100);
  expect(batches.at(-1)).toMatchObject({ attempt: 1, source: "machine", fromStep: 2, toStep: 2 });
  const live = watchLive(world.db, { lastEventId: `p:${batches.at(-1)!.seq - 1},r:${run.revision},a:0` });
  const points = await nextPoints(live);
  await live.return(undefined);
  expect(points.map(({ key }) => key)).toEqual(["system/cpu_percent"]);
});

test("a run's GPUs are those it was given, else those its processes compute on", async () => {
  const world = makeWorld();
  const { id, grandchild } = await startBurning(world);
  const program = join(world.paths.root, "nvidia-smi");
  writeFileSync(
    program,
    `#!/bin/sh
case "$1" in
  --query-gpu=*) echo "0, GPU-a, NVIDIA A100-SXM4-40GB, 11, 4, 40960, 28, 52.11"
                 echo "1, GPU-b, NVIDIA A100-SXM4-40GB, 22, 8, 40960, 29, [N/A]" ;;
  *) echo "${grandchild}, GPU-b"; echo "1, GPU-a" ;;
esac
`,
  );
  chmodSync(program, 0o755);
  const sample = makeSampler(world, { nvidiaSmi: openNvidiaSmi({ program }) });
  await sample();
  await sample();
  const gpus = () => Object.entries(valuesOf(world, id)).filter(([key]) => key.includes("gpu_"));
  expect(Object.fromEntries(gpus())).toEqual({
    "system/gpu_1_percent": 22,
    "system/gpu_1_memory_bytes": 8 * 1024 * 1024,
    "system/gpu_1_temperature": 29,
  });
  writeRun(world.db, id, { gpus: [0] });
  await sample();
  expect(Object.fromEntries(gpus())).toMatchObject({ "system/gpu_0_percent": 11, "system/gpu_0_watts": 52.11 });
  expect(readHostHistory(world.paths).now?.gpus).toMatchObject([
    { index: 0, percent: 11 },
    { index: 1, percent: 22, watts: null },
  ]);
});

test("a machine without nvidia-smi is asked again after a minute, not before", async () => {
  const { paths } = makeWorld();
  const program = join(paths.root, "nvidia-smi");
  let now = 1_000_000;
  const ask = openNvidiaSmi({ program, now: () => now });
  expect(await ask("--query-gpu=index")).toBeNull();
  writeFileSync(program, "#!/bin/sh\necho 0\n");
  chmodSync(program, 0o755);
  now += 59_000;
  expect(await ask("--query-gpu=index")).toBeNull();
  now += 1_000;
  expect(await ask("--query-gpu=index")).toBe("0");
});

async function nextPoints(live: ReturnType<typeof watchLive>): Promise<LiveBatch["points"]> {
  const { value } = await live.next();
  return (value as [string, LiveBatch])[1].points;
}

async function startBurning(world: World) {
  world.sampleMs ??= RARELY_MS;
  const id = queueProgram(world, "burn");
  startWorker(world);
  onTestFinished(async () => {
    cancelRun(world.db, { id, now: true });
    await until(() => hasEnded(findRun(world.db, id).status));
  });
  const ready = `${world.paths.run(id)}/ready`;
  await until(() => existsSync(ready) && findRun(world.db, id).status === "running");
  const [pid, grandchild] = readFileSync(ready, "utf8").split(" ").map(Number);
  return { id, pid: pid!, grandchild: grandchild! };
}

function valuesOf({ db }: World, id: string): Record<string, number> {
  const { values } = latestValues(db, { runIds: [id] })[0]!;
  return Object.fromEntries(Object.entries(values).map(([key, { value }]) => [key, Number(value)]));
}

function cpuOf(pid: number): number {
  return parseStat(readFileSync(`/proc/${pid}/stat`, "utf8"))!.cpuSeconds;
}

/** Null where this disk is none that the kernel counts, such as one in memory. */
function writtenBy(pid: number): number | null {
  return parseIo(readFileSync(`/proc/${pid}/io`, "utf8"))?.writtenBytes || null;
}
