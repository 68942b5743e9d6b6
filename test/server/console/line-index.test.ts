import { appendFileSync, truncateSync, writeFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type OutputFile, openOutput } from "#server/console/file.ts";
import { makeLineIndex } from "#server/console/line-index.ts";
import { mayHold, toText } from "#server/console/spans.ts";
import { makeOutput } from "#test/factories/console.ts";
import { naiveTerminal } from "./naive-terminal.ts";

const ESC = "\u001b";
const token = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom("loss 0.1 ", "损失", "🤖", "a", "\t|", "x".repeat(300)) },
  { weight: 5, arbitrary: fc.constant("\n") },
  { weight: 3, arbitrary: fc.constantFrom("\r", "\r\n", "\rstep 3/9 ███▌") },
  { weight: 2, arbitrary: fc.constantFrom(`${ESC}[A`, `${ESC}[3A`, `${ESC}[99A`, `${ESC}[B`, `${ESC}[2B`) },
  { weight: 2, arbitrary: fc.constantFrom(`${ESC}[K`, `${ESC}[2K`, `\r${ESC}[K`) },
  { weight: 2, arbitrary: fc.constantFrom(`${ESC}[31m`, `${ESC}[0m`, `${ESC}]0;a title\u0007`, "\0", "\u0007") },
);
const output = fc.array(token, { maxLength: 120 }).map((tokens) => tokens.join(""));
/** Small strides, so that short outputs have many places; a chunk holds the longest escape sequence. */
const SMALL = { strideRows: 3, strideBytes: 40, chunkBytes: 5000, maxMarks: 8 };

test("an output that comes in any pieces shows what a terminal would, whichever rows are asked for", () => {
  const path = makeOutput();
  fc.assert(
    fc.property(output, fc.array(fc.nat(400)), fc.nat(), fc.nat(20), (text, cuts, from, count) => {
      writeFileSync(path, "");
      const index = makeLineIndex(SMALL);
      const bytes = Buffer.from(text);
      let at = 0;
      for (const cut of [...cuts, bytes.length]) {
        appendFileSync(path, bytes.subarray(at, at + cut));
        at = Math.min(bytes.length, at + cut);
        withFile(path, (file) => index.extend(file, Number.POSITIVE_INFINITY));
      }
      const expected = naiveTerminal(text);
      expect(index.rows).toBe(expected.length);
      const first = from % (expected.length + 1);
      expect(readAll(path, index, 0, index.rows)).toEqual(expected);
      expect(readAll(path, index, first, first + count)).toEqual(expected.slice(first, first + count));
    }),
    { numRuns: 400 },
  );
});

test("reading on in small budgets finds the same rows as reading at once", () => {
  const path = makeOutput();
  fc.assert(
    fc.property(output, fc.integer({ min: 1, max: 50 }), (text, budget) => {
      writeFileSync(path, text);
      const index = makeLineIndex(SMALL);
      withFile(path, (file) => {
        // A budget may end in an escape sequence; the next one must be able to go over it.
        for (let room = budget, last = -1; index.extend(file, room); last = index.offset)
          room = index.offset === last ? room + budget : budget;
      });
      expect(readAll(path, index, 0, index.rows)).toEqual(naiveTerminal(text));
    }),
    { numRuns: 200 },
  );
});

test("passing over bytes that cannot hold a text misses no row that does", () => {
  const path = makeOutput();
  const wanted = fc.constantFrom("loss", "0.1", "损失 ", "step 3/9", "xxx", "al", "|a");
  fc.assert(
    fc.property(output, wanted, fc.integer({ min: 1, max: 20 }), (text, needle, copies) => {
      const whole = text.repeat(copies);
      writeFileSync(path, whole);
      const index = makeLineIndex(SMALL);
      const found: number[] = [];
      const holds = (shown: string) => shown.includes(needle);
      withFile(path, (file) => {
        index.extend(file, Number.POSITIVE_INFINITY);
        index.walk(file, {
          from: 0,
          to: index.rows,
          maxBytes: Number.POSITIVE_INFINITY,
          canSkip: (bytes) => !mayHold(bytes, holds),
          onRow: (row, _, bytes) => holds(toText(bytes(Number.POSITIVE_INFINITY))) && found.push(row),
        });
      });
      expect(found).toEqual(naiveTerminal(whole).flatMap((shown, row) => (holds(shown) ? [row] : [])));
    }),
    { numRuns: 300 },
  );
});

test("the last row is told of also where a place lies at the very end", () => {
  const path = makeOutput();
  for (let length = 40; length < 80; length++) {
    writeFileSync(path, `\n${"x".repeat(length)}`.repeat(2));
    const index = makeLineIndex({ ...SMALL, chunkBytes: 64 });
    const told: number[] = [];
    withFile(path, (file) => {
      index.extend(file, Number.POSITIVE_INFINITY);
      index.walk(file, { from: 0, to: 3, maxBytes: Number.POSITIVE_INFINITY, onRow: (row) => told.push(row) });
    });
    expect(told, `rows of ${length}`).toEqual([0, 1, 2]);
  }
});

test("with more redrawn rows than are kept, rows stay where they are and new ones are still found", () => {
  const path = makeOutput();
  const block = (n: number) => `bar ${n} a\nbar ${n} b${ESC}[A\rbar ${n} done\n\n`;
  writeFileSync(path, `${Array.from({ length: 50 }, (_, n) => block(n)).join("")}the end\n`);
  const index = makeLineIndex({ ...SMALL, maxRedrawn: 10 });
  withFile(path, (file) => index.extend(file, Number.POSITIVE_INFINITY));
  const rows = readAll(path, index, 0, index.rows);
  expect(rows.length).toBe(index.rows);
  expect([rows[0], rows[1], rows.at(-1)]).toEqual(["bar 0 done", "bar 0 b", "the end"]);
  for (let n = 0; n < index.rows; n++) expect(readAll(path, index, n, n + 1)).toEqual([rows[n]]);
});

test("any row of an output with a million progress updates is found by reading little", () => {
  const path = makeOutput();
  const updates = Array.from({ length: 300_000 }, (_, i) => `\rstep ${i} of 300000 |${"#".repeat(i % 50)}`).join("");
  writeFileSync(path, `start\n${updates}\nbetween\n${"y".repeat(20_000_000)}\nend\n`);
  const index = makeLineIndex();
  withFile(path, (file) => index.extend(file, Number.POSITIVE_INFINITY));
  for (const row of [0, 1, 2, 3, 4]) {
    const cost = withFile(path, (file) => {
      index.walk(file, { from: row, to: row + 1, maxBytes: Number.POSITIVE_INFINITY, onRow: () => {} });
      return file.bytesRead;
    });
    expect(cost).toBeLessThan(2.5 * 1024 * 1024);
  }
  expect(readAll(path, index, 0, 3)).toEqual(["start", `step 299999 of 300000 |${"#".repeat(49)}`, "between"]);
  expect(readAll(path, index, 4, 9)).toEqual(["end"]);
});

test("the places that are kept stay few, however long the output is", () => {
  const path = makeOutput();
  writeFileSync(path, "\n".repeat(100_000));
  const index = makeLineIndex({ strideRows: 10, maxMarks: 100 });
  withFile(path, (file) => index.extend(file, Number.POSITIVE_INFINITY));
  expect(index.rows).toBe(100_000);
  expect(index.places).toBeLessThanOrEqual(100);
  truncateSync(path, 0);
  // A file that was cut under the reader is no reason to hang.
  expect(readAll(path, index, 50_000, 50_003)).toEqual([]);
});

test("the row of an offset is the row that it was printed in", () => {
  const path = makeOutput();
  const lines = Array.from({ length: 500 }, (_, n) => `line ${n}`);
  writeFileSync(path, `${lines.join("\n")}\n`);
  const index = makeLineIndex(SMALL);
  withFile(path, (file) => {
    index.extend(file, Number.POSITIVE_INFINITY);
    for (let n = 0, offset = 0; n < lines.length; offset += lines[n]!.length + 1, n++)
      expect(index.rowAt(file, offset)).toBe(n);
  });
});

function readAll(path: string, index: ReturnType<typeof makeLineIndex>, from: number, to: number): string[] {
  const found: string[] = [];
  withFile(path, (file) => {
    for (let next = from; next < Math.min(to, index.rows); ) {
      const onRow = (row: number, _: unknown, bytes: (limit: number) => Buffer) => {
        expect(row).toBe(from + found.length);
        found.push(toText(bytes(Number.POSITIVE_INFINITY)));
      };
      const after = index.walk(file, { from: next, to, maxBytes: 1, onRow });
      if (after === next) return;
      next = after;
    }
  });
  return found;
}

function withFile<T>(path: string, use: (file: OutputFile) => T): T {
  const file = openOutput(path)!;
  try {
    return use(file);
  } finally {
    file.close();
  }
}
