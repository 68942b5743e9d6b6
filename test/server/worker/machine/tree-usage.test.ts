import { expect, test } from "vitest";
import { rates } from "#server/worker/machine/host-meter.ts";
import { processTree } from "#server/worker/machine/process-tree.ts";
import { type ProcessUse, treeUsage } from "#server/worker/machine/tree-usage.ts";

test("a run's processes are its own, all of its group, and what they started in other groups", () => {
  const all = [
    [1, 0, 1],
    [10, 1, 10],
    [11, 10, 10],
    [12, 11, 12],
    [13, 12, 13],
    [14, 1, 10],
    [20, 1, 20],
    [21, 20, 20],
  ].map(([pid, parent, group]) => ({
    pid: pid!,
    parent: parent!,
    group: group!,
    start: "1",
    cpuSeconds: 0,
    reapedSeconds: 0,
  }));
  const pids = (root: Parameters<typeof processTree>[1]) =>
    processTree(all, root)
      .map(({ pid }) => pid)
      .sort((a, b) => a - b);
  expect(pids({ pids: [11], group: 10 })).toEqual([10, 11, 12, 13, 14]);
  // From a terminal the group is others' too.
  expect(pids({ pids: [11], group: null })).toEqual([11, 12, 13]);
  expect(pids({ pids: [99], group: null })).toEqual([]);
});

test("100 % is one core, over all processes", () => {
  expect(usage({ a: { cpuSeconds: 5 }, b: { cpuSeconds: 7 } }, { a: { cpuSeconds: 15 }, b: { cpuSeconds: 12 } })).toBe(
    150,
  );
});

test("a process that came counts from its start, one that took a known pid is another", () => {
  expect(usage({ "7 100": { cpuSeconds: 90 } }, { "7 200": { cpuSeconds: 2 } })).toBe(20);
});

test("what a child used between its last look and its end is counted, what was counted before is not", () => {
  const before = { parent: { cpuSeconds: 1 }, child: { cpuSeconds: 8 } };
  expect(usage(before, { parent: { cpuSeconds: 1, reapedSeconds: 9 } })).toBe(10);
  // Nobody waited for it: nothing is known of its end.
  expect(usage(before, { parent: { cpuSeconds: 2 } })).toBe(10);
});

test("children that came and went between two looks are counted", () => {
  expect(usage({ parent: {} }, { parent: { reapedSeconds: 5 } })).toBe(50);
});

test("disk rates are null where no process tells, and never below zero", () => {
  const of = (before: Uses, now: Uses) => treeUsage(reading(0, before), reading(10_000, now))!;
  expect(of({ a: {} }, { a: {} })).toMatchObject({ readBytesPerSecond: null, writtenBytesPerSecond: null });
  const written = (bytes: number) => ({ readBytes: 0, writtenBytes: bytes });
  expect(of({ a: written(100) }, { a: written(1100), b: written(50) }).writtenBytesPerSecond).toBe(105);
  expect(of({ a: written(100), b: written(900) }, { a: written(110) }).writtenBytesPerSecond).toBe(0);
});

test("two readings of one moment say nothing", () => {
  expect(treeUsage(reading(5, { a: {} }), reading(5, { a: {} }))).toBeNull();
});

test("the machine's rates are null before the second reading, and where a counter went back", () => {
  const network = (receivedBytes: number, sentBytes: number) => ({ receivedBytes, sentBytes });
  const first = { atMs: 0, cpu: { busy: 100, total: 1000 }, network: network(1000, 500) };
  expect(rates(null, first)).toEqual({ cpuPercent: null, receivedBytesPerSecond: null, sentBytesPerSecond: null });
  const second = { atMs: 10_000, cpu: { busy: 150, total: 1200 }, network: network(3000, 400) };
  expect(rates(first, second)).toEqual({ cpuPercent: 25, receivedBytesPerSecond: 200, sentBytesPerSecond: null });
  expect(rates(first, { ...second, cpu: null }).cpuPercent).toBeNull();
});

type Uses = Record<string, Partial<ProcessUse>>;

function usage(before: Uses, now: Uses): number {
  return treeUsage(reading(0, before), reading(10_000, now))!.cpuPercent;
}

function reading(atMs: number, uses: Uses) {
  const none = { cpuSeconds: 0, reapedSeconds: 0, readBytes: null, writtenBytes: null };
  return {
    atMs,
    memoryBytes: 0,
    processes: new Map(Object.entries(uses).map(([id, use]) => [id, { ...none, ...use }])),
  };
}
