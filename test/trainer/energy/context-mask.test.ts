import { expect, test } from "vitest";
import { buildContextMask } from "#trainer/energy/context-mask.ts";
import { findActionSlots } from "#trainer/models/action-slots.ts";
import { toInt32 } from "#trainer/safetensors-dtype.ts";
import { golden, readGolden } from "../golden.ts";

test("the hidden states that the energy model may see are those of the original", async () => {
  const { data } = golden(await readGolden("openvla_tiny", "inputs"), "img2_proprio.labels");
  const { mask: actionMask } = findActionSlots(toInt32(data), { rows: 2, count: 56, actionTokenBegin: 63 });
  const { mask, visible } = buildContextMask(actionMask, { rows: 2, numPatches: 33 });
  const expected = golden(await readGolden("openvla_tiny", "outputs"), "img2_proprio.energy.context_mask");
  expect(Array.from(mask)).toEqual(Array.from(expected.data as Uint8Array));
  expect(visible).toBe(Math.max(...[0, 1].map((row) => mask.slice(row * 110, (row + 1) * 110).indexOf(1))));
});

test("a row with too few action tokens is refused", () => {
  const find = () => findActionSlots([-100, 70, 71, -100], { rows: 1, count: 3, actionTokenBegin: 63 });
  expect(find).toThrow("expected 3 action tokens in row 0 of the batch, found 2");
});
