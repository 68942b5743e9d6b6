import { expect, test } from "vitest";
import { lineHash, parseLineHash } from "#app/runs/[runId]/_parts/console/line-hash.ts";
import { markHits } from "#app/runs/[runId]/_parts/console/mark-hits.ts";
import { hitFrom } from "#app/runs/[runId]/_parts/console/use-search.ts";

const shown = (texts: string[], wanted: string, matchCase = false) =>
  markHits(
    texts.map((text) => ({ text })),
    wanted,
    matchCase,
  ).map(({ text, isHit }) => (isHit ? `<${text}>` : text));

test("hits are marked, also across colours, and no letter is lost", () => {
  expect(shown(["a loss, a Loss"], "loss")).toEqual(["a ", "<loss>", ", a ", "<Loss>"]);
  expect(shown(["a lo", "ss b"], "loss")).toEqual(["a ", "<lo>", "<ss>", " b"]);
  expect(shown(["aaaa"], "aa")).toEqual(["<aa>", "<aa>"]);
  expect(shown(["Loss"], "loss", true)).toEqual(["Loss"]);
  expect(shown(["a.b"], ".")).toEqual(["a", "<.>", "b"]);
  expect(shown(["nothing"], "")).toEqual(["nothing"]);
  // İ has two code units in lower case.
  expect(shown(["İ loss"], "loss")).toEqual(["İ ", "<loss>"]);
});

test("a line's address is read as it was written, and nothing else is taken for one", () => {
  expect(lineHash({ first: 3, last: 3 })).toBe("#L3");
  expect(parseLineHash(lineHash({ first: 3, last: 9 }))).toEqual({ first: 3, last: 9 });
  expect(parseLineHash("#L9-L3")).toEqual({ first: 3, last: 9 });
  for (const hash of ["", "#L0", "#L-1", "#L1x", "#l1", "#L1e9", `#L${"9".repeat(20)}`])
    expect(parseLineHash(hash)).toBe(null);
});

test("the next match is the first at or after what is in sight, and goes round", () => {
  expect([0, 5, 6, 10, 11].map((row) => hitFrom([5, 10], row))).toEqual([0, 0, 1, 1, 0]);
});
