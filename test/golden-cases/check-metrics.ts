import { z } from "zod";
import { ACTION_BINS } from "#trainer/data/action-tokenizer.ts";
import { tf } from "#trainer/engine/tf.ts";
import { accuracyOf } from "#trainer/losses/action-accuracy.ts";
import { l1Losses } from "#trainer/losses/l1.ts";
import { findActionSlots } from "#trainer/models/action-slots.ts";
import { decodeActionTokens, idsAt } from "#trainer/models/action-tokens.ts";
import { toInt32 } from "#trainer/safetensors/dtype.ts";
import { actionPlaces, joinRows } from "./action-places.ts";
import { type GoldenCase, parseManifest } from "./golden-case.ts";
import type { Sheet } from "./sheet.ts";
import { golden, ints, matching, numbers } from "./tensors.ts";
import { atLeast, toleranceOf } from "./tolerance.ts";

const Manifest = z.object({ config: z.looseObject({ vocab_size: z.number() }) });

/** Accuracy and L1 of predicted tokens, for the first action of a chunk and for the rest. */
export function checkMetrics(found: GoldenCase, sheet: Sheet): void {
  const { inputs, outputs, manifest } = found;
  const { vocab_size: base } = parseManifest(found, Manifest).config;
  const { data, shape } = golden(inputs, "labels_shifted");
  const [rows = 0] = shape;
  const ofRow = (part: string) => numbers(outputs, part).reduce((sum, x) => sum + x, 0) / rows;
  const actionDim = ofRow("mask.current");
  const chunk = (actionDim + ofRow("mask.next")) / actionDim;
  const begin = base - ACTION_BINS - 1;
  const exact = toleranceOf(manifest.tolerance, ["accuracy"], { abs: 0 });
  // The original takes this mean in float64, we in float32.
  const ofL1 = atLeast(toleranceOf(manifest.tolerance, ["l1"], { abs: 1e-7 }), { abs: 1e-6 });
  const places = actionPlaces({ labels: toInt32(data), rows, chunk, actionDim, begin });
  sheet.check("action tokens", places.every(Boolean), `expected ${chunk * actionDim} in every row`);
  for (const part of ["current", "next"] as const)
    sheet.compare(`mask.${part}`, joinRows(places, part, numbers(outputs, `mask.${part}`)), { tolerance: exact });

  const count = chunk * actionDim;
  const { slots } = findActionSlots(toInt32(data), { rows, count, actionTokenBegin: begin });
  const at = tf.tensor2d(slots, [rows, count], "int32");
  const wanted = idsAt(ints(inputs, "labels_shifted"), at);
  for (const [, name = ""] of matching(inputs, /^predicted_(\w+)$/)) {
    const ids = idsAt(ints(inputs, `predicted_${name}`), at);
    const hits = ids.equal(wanted).cast("float32").reshape([rows, chunk, actionDim]);
    const decoded = (x: tf.Tensor) => decodeActionTokens(x, base).reshape([rows, chunk, actionDim]);
    const [accuracy, l1] = [accuracyOf(hits), l1Losses(decoded(ids), decoded(wanted))];
    for (const part of ["current", "next"] as const) {
      const ofPart = part === "current" ? rows * actionDim : rows * (count - actionDim);
      // A share of so many is the same when it is of the same number of hits, whichever way it was rounded.
      const tolerance = atLeast(exact, { abs: 1e-3 / ofPart });
      sheet.compare(`${name}.${part}.accuracy`, accuracy[part], { tolerance });
      sheet.compare(`${name}.${part}.l1`, l1[part], { tolerance: ofL1 });
    }
  }
}
