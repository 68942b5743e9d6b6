import { expect, test } from "vitest";
import { isActionToken } from "#trainer/data/action-tokenizer.ts";

test("the 256 ids below the base are action tokens, and no others", () => {
  expect([31743, 31744, 31999, 32000].map((id) => isActionToken(id, 32000))).toEqual([false, true, true, false]);
});
