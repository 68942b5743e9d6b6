import { expect, test } from "vitest";
import { findActionSlots } from "#trainer/models/action-slots.ts";

test("a row with too few action tokens is refused", () => {
  const find = () => findActionSlots([-100, 70, 71, -100], { rows: 1, count: 3, actionTokenBegin: 63 });
  expect(find).toThrow("expected 3 action tokens in row 0 of the batch, found 2");
});
