import type { SweepField, TrialValue } from "#server/sweeps/plan.ts";

const NUMBER = String.raw`[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?`;
const PLAIN_NUMBER = new RegExp(`^${NUMBER}$`, "i");
const RANGE = new RegExp(String.raw`^(${NUMBER})\.\.(${NUMBER})((?::(?:log|int|\d+))*)$`, "i");

/**
 * What a field may be, as it is typed: `1e-4,3e-4` are values, `1e-5..1e-2` is a range, with `:log`, `:int` and `:5` (so
 * many values in a grid) behind it. Null for a text without a value.
 */
export function readTries(path: string, text: string): SweepField | null {
  const range = RANGE.exec(text.trim());
  if (range) {
    const marks = range[3]!.toLowerCase().split(":");
    const count = marks.findLast((mark) => /^\d+$/.test(mark));
    const ends = { min: Number(range[1]), max: Number(range[2]) };
    const kinds = { log: marks.includes("log"), int: marks.includes("int") };
    return { path, kind: "range", ...ends, ...kinds, ...(count !== undefined && { count: Number(count) }) };
  }
  const words = text.split(",").map((word) => word.trim());
  if (words.some((word) => word === "")) return null;
  return { path, kind: "values", values: words.map(readValue) };
}

/** The server turns a number into text where the field is of texts. */
function readValue(word: string): TrialValue {
  if (PLAIN_NUMBER.test(word)) return Number(word);
  if (word === "true" || word === "false") return word === "true";
  return word === "null" ? null : word;
}
