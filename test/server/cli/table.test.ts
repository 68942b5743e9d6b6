import { stripVTControlCharacters } from "node:util";
import { expect, test } from "vitest";
import { formatBytes, formatNumber } from "#server/cli/number.ts";
import { type Column, formatFields, formatTable } from "#server/cli/table.ts";
import { plainText, textWidth } from "#server/cli/text-width.ts";
import { formatDuration } from "#server/cli/time.ts";

const COLUMNS: Column<[string, number]>[] = [
  { head: "名称", cell: ([name]) => name },
  { head: "N", cell: ([, n]) => String(n), align: "right", colour: ([, n]) => (n > 9 ? "red" : null) },
  { head: "END", cell: () => "|" },
];

test("columns are as wide as their widest cell, Chinese characters counting twice", () => {
  expect(
    formatTable(
      [
        ["运行一", 7],
        ["ab", 1234],
      ],
      COLUMNS,
    ),
  ).toBe(["名称       N  END", "运行一     7  |", "ab      1234  |"].join("\n"));
});

test("colours do not move columns", () => {
  const rows: [string, number][] = [
    ["运行一", 7],
    ["ab", 1234],
  ];
  const plain = formatTable(rows, COLUMNS);
  const coloured = formatTable(rows, COLUMNS, { hasColour: true });
  expect(coloured).toContain("\x1b[31m1234\x1b[0m");
  expect(stripVTControlCharacters(coloured)).toBe(plain);
});

test("fields without a value are left out", () => {
  expect(
    formatFields([
      ["a", "1"],
      ["步", "2"],
      ["c", null],
    ]),
  ).toBe("a   1\n步  2");
});

test("what a name holds cannot act on the terminal", () => {
  expect(plainText("a\x1b[31mb\nc\u202ed")).toBe("a[31mb cd");
});

test.each([
  ["abc", 3],
  ["运行，", 6],
  ["é", 1],
  ["e\u0301", 1],
  ["🚀", 2],
  ["\x1b[31mred\x1b[0m", 3],
  ["–", 1],
])("the width of %j is %i", (text, width) => {
  expect(textWidth(text)).toBe(width);
});

test.each([
  [0.123456, "0.1235"],
  [12.34567, "12.35"],
  [12345.67, "12346"],
  [1600, "1600"],
  [5e-4, "5e-4"],
  [0.00051234, "5.123e-4"],
  [1.2e10, "1.2e10"],
  [0, "0"],
  [-0.5, "-0.5"],
  ["NaN", "NaN"],
  [null, "–"],
])("%j is shown as %s", (value, text) => {
  expect(formatNumber(value)).toBe(text);
});

test("sizes and durations", () => {
  expect([0, 999, 36_200_000, 999_999].map(formatBytes)).toEqual(["0 B", "999 B", "36.2 MB", "1 MB"]);
  const durations = [400, 12_000, 302_000, 12_000_000, 187_200_000, null].map(formatDuration);
  expect(durations).toEqual(["0s", "12s", "5m 02s", "3h 20m", "2d 04h", "–"]);
});
