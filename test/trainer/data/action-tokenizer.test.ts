import { expect, test } from "vitest";
import { actionToken, actionValue, BIN_CENTERS, BIN_EDGES, isActionToken } from "#trainer/data/action-tokenizer.ts";
import { goldenNumbers, largestError } from "./golden-numbers.ts";

const inputs = await goldenNumbers("action_tokenizer", "inputs");
const outputs = await goldenNumbers("action_tokenizer", "outputs");

test("bin edges and centres are numpy's", () => {
  expect(largestError(BIN_EDGES, outputs("bins").numbers)).toBe(0);
  expect(largestError(BIN_CENTERS, outputs("bin_centers").numbers)).toBeLessThanOrEqual(1e-16);
});

test.each([320, 32000])("every action gets the original's token, base %i", (base) => {
  for (const type of ["f32", "f64"]) {
    const ids = inputs(`actions_${type}`).numbers.map((x) => actionToken(x, base));
    expect(ids).toEqual(outputs(`v${base}.token_ids_${type}`).numbers);
  }
  const chunk = inputs(`v${base}.chunk`).numbers.map((x) => actionToken(x, base));
  expect(chunk).toEqual(outputs(`v${base}.chunk_ids`).numbers);
});

test.each([320, 32000])("every token decodes to the original's value, base %i", (base) => {
  const decoded = outputs(`v${base}.token_ids_f64`).numbers.map((id) => actionValue(id, base));
  expect(largestError(decoded, outputs(`v${base}.decoded_f64`).numbers)).toBeLessThanOrEqual(1e-12);
  const probe = inputs(`v${base}.probe_token_ids`).numbers.map((id) => actionValue(id, base));
  expect(largestError(probe, outputs(`v${base}.probe_decoded`).numbers)).toBeLessThanOrEqual(1e-12);
});

test("the 256 ids below the base are action tokens, and no others", () => {
  expect([31743, 31744, 31999, 32000].map((id) => isActionToken(id, 32000))).toEqual([false, true, true, false]);
});
