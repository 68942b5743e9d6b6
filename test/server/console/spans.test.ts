import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { textOf, toSpans, toText } from "#server/console/spans.ts";
import { applySgr, PLAIN, type Style } from "#server/console/style.ts";

const E = "\u001b";
const spans = (text: string, style: Style = PLAIN) => toSpans(Buffer.from(text), style);

describe("styles", () => {
  test.each<[string, Style]>([
    ["31", { fg: 1 }],
    ["1;4;95", { bold: true, underline: true, fg: 13 }],
    ["38;5;9", { fg: 9 }],
    ["38;5;196", { fg: "#ff0000" }],
    ["38;5;232", { fg: "#080808" }],
    ["48;5;255", { bg: "#eeeeee" }],
    ["38;2;1;2;255;1", { fg: "#0102ff", bold: true }],
    ["38:2::10:20:30;3", { fg: "#0a141e", italic: true }],
    ["38:2:10:20:30", { fg: "#0a141e" }],
    ["38:5:1", { fg: 1 }],
    ["7;9;2", { inverse: true, strike: true, dim: true }],
    ["41;49;100", { bg: 8 }],
    ["4:3", { underline: true }],
    ["31;39", {}],
    ["31;0;1", { bold: true }],
    ["", {}],
    ["38;5;999", {}],
    ["38;2;300;0;0", {}],
    ["38", {}],
    ["999", {}],
  ])("ESC[%sm", (parameters, style) => {
    expect(applySgr(PLAIN, parameters)).toEqual(style);
  });

  test("each of them is taken back by its own code", () => {
    const all = applySgr(PLAIN, "1;2;3;4;7;9;31;42");
    expect(Object.keys(all)).toHaveLength(8);
    expect(applySgr(all, "22;23;24;27;29;39;49")).toEqual({});
  });
});

test("what a terminal obeys leaves no trace, and markup is text", () => {
  expect(spans(`${E}]0;title\u0007a${E}(Bb${E}[2Kc\0\u0007d${E}[?25le<b>${E}7f\u009bg\u007f`)).toEqual([
    { text: "abcde<b>fg" },
  ]);
  expect(spans("|\b/\b-\b损\b")).toEqual([]);
  expect(spans(`half ${E}[3`)).toEqual([{ text: "half " }]);
  expect(spans(`${E}]a title without an end\r`)).toEqual([]);
});

test("text alone is the text of the spans, whatever the bytes", () => {
  const piece = fc.oneof(
    fc.string({ unit: "binary", maxLength: 6 }),
    fc.constantFrom(`${E}[31m`, `${E}[`, `${E}]`, "m", E, "\u0007", "\b", "\t", `${E}[1;2`, "损失"),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), fc.uint8Array({ maxLength: 8 }), (pieces, tail) => {
      const bytes = Buffer.concat([Buffer.from(pieces.join("")), tail]);
      const text = toText(bytes);
      expect(text).toBe(textOf(toSpans(bytes, PLAIN)));
      // biome-ignore lint/suspicious/noControlCharactersInRegex: that none is left is the point
      expect(text).not.toMatch(/[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/);
    }),
    { numRuns: 1000 },
  );
});
