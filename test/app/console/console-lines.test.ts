import { expect, test } from "vitest";
import { plainLines, terminalLines } from "#app/runs/[runId]/_parts/console/console-lines.ts";
import { parseAnsi } from "#app/runs/[runId]/_parts/console/parse-ansi.ts";

test("a progress bar shows what it drew last", () => {
  expect(terminalLines("a\n10%\r50%\r100%\r\nend\n")).toEqual(["a", "100%", "end"]);
});

test("a last line without newline counts, an empty one behind a newline does not", () => {
  expect(plainLines("one\ntwo")).toEqual(["one", "two"]);
  expect(plainLines("one\n\n")).toEqual(["one", ""]);
  expect(plainLines("")).toEqual([]);
});

test("colours become spans and reset", () => {
  const spans = parseAnsi("ok \u001b[1;31mbad\u001b[0m \u001b[38;5;46mgreen\u001b[39m end");
  expect(spans.map(({ text, style }) => [text, style.color, style.isBold])).toEqual([
    ["ok ", null, false],
    ["bad", 1, true],
    [" ", null, false],
    ["green", 10, false],
    [" end", null, false],
  ]);
});

test("a 24-bit colour is skipped whole and does not spill into the text", () => {
  expect(parseAnsi("\u001b[38;2;10;20;30mx\u001b[48;2;1;2;3my")).toMatchObject([{ text: "x" }, { text: "y" }]);
});

test("cursor movements, titles and control characters leave no trace", () => {
  expect(plainLines("\u001b[2K\u001b[1Ahello\u0007\u001b]0;title\u0007 world\u001b(B")).toEqual(["hello world"]);
});
