import { renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { createApi } from "#server/api/root.ts";
import { openOutput } from "#server/console/file.ts";
import { makeLineIndex } from "#server/console/line-index.ts";
import { takeLast, takeRows } from "#server/console/rows.ts";
import { textOf } from "#server/console/spans.ts";
import { makeConsole, makeOutput } from "#test/factories/console.ts";

const NO_TIMES = { at: () => null, attempts: [], hasAny: false };

test("colours go on over lines until they are reset", async () => {
  const { world, runId } = makeConsole("plain \u001b[1;31mred\nstill\u001b[0m not\n");
  const { rows } = await createApi(world).console.rows({ runId, from: 0, count: 10 });
  expect(rows.map(({ spans }) => spans)).toEqual([
    [{ text: "plain " }, { text: "red", bold: true, fg: 1 }],
    [{ text: "still", bold: true, fg: 1 }, { text: " not" }],
  ]);
});

test("the end is asked for by a negative number, and what the output has not is not there", async () => {
  const { world, runId } = makeConsole("a\nb\nc\nd");
  const ask = async (from: number, count: number) => {
    const found = await createApi(world).console.rows({ runId, from, count });
    return [found.from, ...found.rows.map(({ spans }) => textOf(spans))];
  };
  expect(await ask(-2, 10)).toEqual([2, "c", "d"]);
  expect(await ask(-99, 2)).toEqual([0, "a", "b"]);
  expect(await ask(4, 10)).toEqual([4]);
});

test("lines that come are found, a last line grows, and a file that was replaced is read anew", async () => {
  const { world, runId, output, print } = makeConsole("one\ntw");
  const api = createApi(world).console;
  const all = async () => (await api.rows({ runId, from: 0, count: 100 })).rows.map(({ spans }) => textOf(spans));
  expect(await all()).toEqual(["one", "tw"]);
  print("o\nthree\u001b[3");
  expect(await all()).toEqual(["one", "two", "three"]);
  const before = await api.head({ runId });
  writeFileSync(`${output}.new`, "other, and longer than what was there before\n");
  renameSync(`${output}.new`, output);
  expect(await all()).toEqual(["other, and longer than what was there before"]);
  expect((await api.head({ runId })).inode).not.toBe(before.inode);
});

test("a line of 50 MB is cut, and says by how much", async () => {
  const long = 50_000_000;
  const { world, runId } = makeConsole(
    Buffer.concat([Buffer.from("a\n"), Buffer.alloc(long, "é"), Buffer.from("\nz\n")]),
  );
  const { rows } = await createApi(world).console.rows({ runId, from: 0, count: 10 });
  expect(rows.map(({ more }) => more)).toEqual([0, long - 8192, 0]);
  expect(rows[1]!.spans[0]!.text).toBe("é".repeat(4096));
  expect(textOf(rows[2]!.spans)).toBe("z");
});

test("an answer is small however long the lines are, and the next one goes on", async () => {
  const { world, runId } = makeConsole(`${"w".repeat(20_000)}\n`.repeat(300));
  const api = createApi(world).console;
  let next = 0;
  while (next < 300) {
    const { from, rows } = await api.rows({ runId, from: next, count: 1000 });
    expect(from).toBe(next);
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows).length).toBeLessThan(700_000);
    next += rows.length;
  }
  expect(next).toBe(300);
});

test("a run that printed nothing has no rows, and a run that is not there is an error", async () => {
  const { world } = makeConsole("");
  const api = createApi(world).console;
  await expect(api.head({ runId: "zzzzzzzz" })).rejects.toThrow("zzzzzzzz");
  const { runId } = makeConsole("");
  await expect(api.rows({ runId: `../${runId.slice(3)}`, from: 0, count: 1 })).rejects.toThrow("a run id is");
});

test("an output that is a link is none: it may lead anywhere", async () => {
  const { world, runId, output } = makeConsole("a\n");
  const api = createApi(world).console;
  renameSync(output, `${output}.real`);
  symlinkSync(`${output}.real`, output);
  expect((await api.head({ runId })).size).toBe(0);
  rmSync(output);
  symlinkSync("/proc/self/environ", output);
  expect((await api.rows({ runId, from: 0, count: 10 })).rows).toEqual([]);
});

test("100 MB are read once; then any window costs a small part of it, and the index is short", () => {
  const path = makeOutput();
  const line = (n: number) =>
    `[${n}] loss 0.0712 \u001b[32mok\u001b[0m step ${n} of many, with some more text to read\n`;
  const parts: string[] = [];
  let bytes = 0;
  let count = 0;
  for (; bytes < 100_000_000; count++) bytes += parts[parts.push(line(count)) - 1]!.length;
  writeFileSync(path, parts.join(""));
  parts.length = 0;
  const file = openOutput(path)!;
  const index = makeLineIndex();
  while (index.extend(file, 1024 * 1024));
  expect([index.rows, index.offset]).toEqual([count, bytes]);
  expect(file.bytesRead).toBeLessThan(bytes * 1.01);
  expect(index.places).toBeLessThan(3000);
  for (const from of [0, 1, 999, 1000, Math.floor(count / 2), count - 200]) {
    const before = file.bytesRead;
    const { rows } = takeRows({ file, index }, { from, count: 200, times: NO_TIMES });
    expect(rows.length).toBe(200);
    expect(textOf(rows[0]!.spans)).toContain(`[${from}] `);
    expect(file.bytesRead - before).toBeLessThan(512 * 1024);
  }
  file.close();
});

test("the end of an output that was not read so far is found without reading it", () => {
  const path = makeOutput();
  const lines = Array.from({ length: 100_000 }, (_, n) => `line ${n} 损失\r\u001b[32mdone ${n}\u001b[0m`);
  writeFileSync(path, `${lines.join("\n")}\n`);
  const file = openOutput(path)!;
  const { from, rows } = takeLast({ file, index: makeLineIndex() }, { from: -50, count: 50, times: NO_TIMES });
  expect(from).toBe(null);
  expect(rows.map(({ spans }) => textOf(spans))).toEqual(
    Array.from({ length: 50 }, (_, i) => `done ${lines.length - 50 + i}`),
  );
  expect(file.bytesRead).toBeLessThan(2 * 1024 * 1024);
  file.close();
});
