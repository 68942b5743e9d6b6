import { expect, test } from "vitest";
import { createApi } from "#server/api/root.ts";
import { makeConsole } from "#test/factories/console.ts";

type Api = ReturnType<typeof createApi>;
type Ask = { runId: string; text: string; matchCase?: boolean; from?: number; to?: number };

test("a search finds what the lines show: not what was drawn over, not escape sequences, no patterns", async () => {
  const { world, runId } = makeConsole(
    "Loss 1\n10% a\r100% b\nlo\u001b[31mss\u001b[0m 2\nLOSS.*\n\u001b]0;loss\u0007title\n损失 3\nlos",
  );
  const api = createApi(world);
  expect(await findAll(api, { runId, text: "loss" })).toEqual([0, 2, 3]);
  expect(await findAll(api, { runId, text: "Loss", matchCase: true })).toEqual([0]);
  expect(await findAll(api, { runId, text: "10% a" })).toEqual([]);
  expect(await findAll(api, { runId, text: ".*" })).toEqual([3]);
  expect(await findAll(api, { runId, text: "31m" })).toEqual([]);
  expect(await findAll(api, { runId, text: "损失" })).toEqual([5]);
  expect(await findAll(api, { runId, text: "LOS", from: 3 })).toEqual([3, 6]);
  expect(await findAll(api, { runId, text: "LOS", from: 1, to: 3 })).toEqual([2]);
});

test("a search of a long output goes on call by call and misses nothing", async () => {
  const filler = "nothing to see in this line, nor in the ones around it\n".repeat(40_000);
  const { world, runId, print } = makeConsole("");
  for (let i = 0; i < 12; i++) print(`${filler}needle ${i}\n`);
  const calls: number[] = [];
  const hits = await findAll(createApi(world), { runId, text: "needle" }, calls);
  expect(hits).toEqual(Array.from({ length: 12 }, (_, i) => i * 40_001 + 40_000));
  expect(calls.length).toBeGreaterThan(1);
});

test("a search goes on where it ended when more is printed", async () => {
  const { world, runId, print } = makeConsole("hit\nmiss\n");
  const api = createApi(world);
  const first = await api.console.search({ runId, text: "hit", matchCase: false, from: 0 });
  expect(first).toEqual({ rows: [0], next: 2, isDone: true });
  print("miss\nhit\n");
  expect(await api.console.search({ runId, text: "hit", matchCase: false, from: first.next })).toEqual({
    rows: [3],
    next: 4,
    isDone: true,
  });
});

async function findAll(api: Api, { runId, text, matchCase = false, from = 0, to }: Ask, calls: number[] = []) {
  const found: number[] = [];
  for (let next = from; ; ) {
    const hits = await api.console.search({ runId, text, matchCase, from: next, to });
    calls.push(hits.next);
    found.push(...hits.rows);
    if (hits.isDone) return found;
    expect(hits.next).toBeGreaterThan(next);
    next = hits.next;
  }
}
