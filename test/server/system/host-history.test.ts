import { appendFileSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createApi } from "#server/api/root.ts";
import { isDiskLow } from "#server/system/disk.ts";
import { addHostSample, readHostHistory } from "#server/system/host-history.ts";
import { makeWorld } from "#test/factories/world.ts";

const HOUR_MS = 3_600_000;
const NOW = 1_800_000_000_000;

test("the last day is shown in even slots, with gaps where nothing was sampled", () => {
  const { paths } = makeWorld();
  for (const hours of [30, 23.99, 12, 1, 0]) addHostSample(paths, sample(NOW - hours * HOUR_MS, hours));
  const { now, slots } = readHostHistory(paths, { now: NOW });
  expect(now).toMatchObject({ time: NOW, cpuPercent: 0 });
  expect(slots).toHaveLength(240);
  expect(slots.flatMap((slot, at) => (slot ? [[at, slot.cpuPercent]] : []))).toEqual([
    [0, 23.99],
    [119, 12],
    [229, 1],
    [239, 0],
  ]);
});

test("two files hold at least the last day, however long the worker runs", () => {
  const { paths } = makeWorld();
  for (let hour = 0; hour <= 100; hour++) {
    addHostSample(paths, sample(NOW + hour * HOUR_MS, hour));
    const { slots } = readHostHistory(paths, { now: NOW + hour * HOUR_MS });
    expect(slots.filter(Boolean)).toHaveLength(Math.min(hour + 1, 24));
  }
  const files = readdirSync(paths.root).filter((name) => name.startsWith("host"));
  expect(files.sort()).toEqual(["host.1.jsonl", "host.jsonl"]);
  const lines = files.flatMap((name) => readFileSync(join(paths.root, name), "utf8").trim().split("\n"));
  expect(lines.length).toBeLessThanOrEqual(50);
});

test("a line that was cut off, or is none of ours, costs itself alone", () => {
  const { paths } = makeWorld();
  addHostSample(paths, sample(NOW - 2 * HOUR_MS, 1));
  appendFileSync(join(paths.root, "host.jsonl"), `{"time":${NOW - HOUR_MS},"cpu\n{}\nno json\n{"time":${NOW - 1000},`);
  expect(readHostHistory(paths, { now: NOW }).slots.filter(Boolean)).toHaveLength(1);
});

test("what is old is not how the machine is now", () => {
  const { paths } = makeWorld();
  addHostSample(paths, sample(NOW - 61_000, 1));
  expect(readHostHistory(paths, { now: NOW }).now).toBeNull();
  expect(readHostHistory(paths, { now: NOW }).slots.at(-1)).not.toBeNull();
});

test("without a worker the API answers an empty day", async () => {
  const { now, slots } = await createApi(makeWorld()).system.host();
  expect(now).toBeNull();
  expect(slots.every((slot) => slot === null)).toBe(true);
});

test.each([
  ["a small disk at 9 %", 9e9, 91e9, false],
  ["a small disk below both", 4.9e9, 95e9, true],
  ["a tiny disk above 10 %", 2e9, 10e9, false],
  ["a tiny disk below 10 %", 1e9, 10e9, true],
  ["a large disk above 5 GB", 6e9, 10e12, false],
  ["a full disk", 0, 1e9, true],
])("%s", (_, freeBytes, usedBytes, isLow) => {
  expect(isDiskLow({ freeBytes, usedBytes })).toBe(isLow);
});

test("system.info tells whether the disk is low, with bytes", async () => {
  const info = await createApi(makeWorld()).system.info();
  const usedBytes = info.diskTotalBytes - info.diskFreeBytes;
  expect(usedBytes).toBeGreaterThan(0);
  expect(info.diskLow).toBe(isDiskLow({ freeBytes: info.diskFreeBytes, usedBytes }));
});

function sample(time: number, cpuPercent: number) {
  const network = { receivedBytesPerSecond: null, sentBytesPerSecond: null };
  const disk = { diskFreeBytes: 1, diskUsedBytes: 2 };
  return { time, cpuPercent, memoryUsedBytes: 3, memoryTotalBytes: 4, ...disk, ...network, gpus: [] };
}
