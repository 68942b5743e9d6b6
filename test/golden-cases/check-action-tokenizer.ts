import { z } from "zod";
import { actionToken, actionValue, BIN_CENTERS, BIN_EDGES } from "#trainer/data/action-tokenizer.ts";
import { buildContextMask } from "#trainer/energy/context-mask.ts";
import { tf } from "#trainer/engine/tf.ts";
import { actionBins } from "#trainer/losses/action-accuracy.ts";
import { actionPlaces, joinRows } from "./action-places.ts";
import { type GoldenCase, parseManifest } from "./golden-case.ts";
import type { Sheet } from "./sheet.ts";
import { floats, golden, matching, numbers } from "./tensors.ts";
import { type Tolerance, toleranceOf } from "./tolerance.ts";

const Manifest = z.object({
  config: z.looseObject({
    ACTION_TOKEN_BEGIN_IDX: z.number(),
    ACTION_DIM: z.number(),
    NUM_ACTIONS_CHUNK: z.number(),
  }),
});

/** Bins, tokens of values and values of tokens, for each vocabulary; then which labels are actions. */
export async function checkActionTokenizer(found: GoldenCase, sheet: Sheet): Promise<void> {
  const { inputs, outputs, manifest } = found;
  const exact = toleranceOf(manifest.tolerance, ["token ids"], { abs: 0 });
  const decoded = toleranceOf(manifest.tolerance, ["decoded"], { abs: 1e-12 });
  sheet.compare("bins", BIN_EDGES, { tolerance: decoded });
  sheet.compare("bin_centers", BIN_CENTERS, { tolerance: decoded });
  for (const [, at = "", size] of matching(outputs, /^(v(\d+))\.token_ids_f64$/)) {
    const base = Number(size);
    const tokens = (name: string) => numbers(inputs, name).map((value) => actionToken(value, base));
    for (const type of ["f32", "f64"])
      sheet.compare(`${at}.token_ids_${type}`, tokens(`actions_${type}`), { tolerance: exact });
    const onDevice = tf.sub(tf.scalar(base, "int32"), actionBins(floats(inputs, "actions_f32")));
    sheet.compare(`${at}.token_ids_f32`, onDevice, { tolerance: exact });
    sheet.compare(`${at}.chunk_ids`, tokens(`${at}.chunk`), { tolerance: exact });
    const values = (ids: number[]) => ids.map((id) => actionValue(id, base));
    sheet.compare(`${at}.decoded_f64`, values(numbers(outputs, `${at}.token_ids_f64`)), { tolerance: decoded });
    sheet.compare(`${at}.probe_decoded`, values(numbers(inputs, `${at}.probe_token_ids`)), { tolerance: decoded });
  }
  if (inputs.has("labels")) await sheet.part("masks", () => checkMasks(found, sheet, exact));
}

function checkMasks(found: GoldenCase, sheet: Sheet, tolerance: Tolerance): void {
  const { inputs, outputs } = found;
  const { config } = parseManifest(found, Manifest);
  const [rows = 0, length = 0] = golden(inputs, "labels").shape;
  const labels = numbers(inputs, "labels");
  const shifted = labels.filter((_, i) => i % length > 0);
  const [chunk, actionDim, begin] = [config.NUM_ACTIONS_CHUNK, config.ACTION_DIM, config.ACTION_TOKEN_BEGIN_IDX];
  const refused: string[] = [];
  for (const [at, given] of [["mask.labels", labels] as const, ["mask.shifted", shifted] as const]) {
    const places = actionPlaces({ labels: given, rows, chunk, actionDim, begin });
    for (const part of ["current", "next"] as const) {
      const output = `${at}.${part}`;
      if (outputs.has(output)) sheet.compare(output, joinRows(places, part, numbers(outputs, output)), { tolerance });
    }
    const counts = places.map((_, row) => countActions(given, row, given.length / rows, begin));
    refused.push(...places.flatMap((place, row) => (!place === (counts[row] === chunk * actionDim) ? [`${row}`] : [])));
  }
  const wrong = `expected a refusal of rows without ${chunk * actionDim} action tokens alone, but not so of ${refused}`;
  sheet.check("rows with another number of action tokens", refused.length === 0, wrong);

  const actionMask = labels.map((id) => (id > begin ? 1 : 0));
  const { mask } = buildContextMask(actionMask, { rows, numPatches: 0 });
  // The original adds one more hidden place at the end of each row, and lets holes between actions be seen: such rows
  // are refused here.
  const extended = "mask.shifted.extended_after_last_true";
  const expected = outputs.has(extended) ? numbers(outputs, extended) : [];
  const isSound = actionPlaces({ labels, rows, chunk, actionDim, begin }).map(Boolean);
  const cut = Array.from(mask).filter((_, i) => i % length < length - 1);
  const seen = cut.map((value, i) => (isSound[Math.floor(i / (length - 1))] ? value : expected[i]!));
  sheet.compare(extended, seen, { tolerance });
  const why =
    "the original's evaluation shows the energy model another context than its training; ours shows the same one";
  const others = [...outputs.keys()].filter((name) => name.startsWith("mask.inference_exclusion"));
  sheet.skip(others, "mask.inference_exclusion", why);
}

function countActions(labels: number[], row: number, length: number, begin: number): number {
  return labels.slice(row * length, (row + 1) * length).filter((id) => id > begin).length;
}
