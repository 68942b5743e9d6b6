import { normalize, unnormalize } from "#trainer/data/normalization.ts";
import type { DimStatistics } from "#trainer/data/statistics.ts";
import { toFloat32 } from "#trainer/safetensors/dtype.ts";
import type { GoldenCase } from "./golden-case.ts";
import type { Sheet } from "./sheet.ts";
import { golden, matching, numbers } from "./tensors.ts";
import { atLeast, toleranceOf } from "./tolerance.ts";

/** The three normalisations of actions and proprio, and the inverses that the original has. */
export function checkNormalization({ inputs, outputs, manifest }: GoldenCase, sheet: Sheet): void {
  const said = toleranceOf(manifest.tolerance, [""], { abs: 1e-5 });
  // Under NORMAL a dimension that never varied is divided by 1e-8: of numbers so large float32 holds 7 digits.
  const tolerance = atLeast(said, { rel: 1e-6 });
  const rows = (name: string) => toFloat32(golden(inputs, name).data);
  const statistics = (of: "action" | "proprio"): DimStatistics => {
    const read = (name: string) => numbers(inputs, `stats.${of}.${name}`);
    const numbersOf = { mean: read("mean"), std: read("std"), min: read("min"), max: read("max") };
    return { ...numbersOf, q01: read("q01"), q99: read("q99") };
  };
  const action: DimStatistics = { ...statistics("action"), mask: numbers(inputs, "action_mask").map(Boolean) };
  const proprio = statistics("proprio");

  for (const [, kind] of matching(outputs, /^(NORMAL|BOUNDS|BOUNDS_Q99)\.action$/)) {
    const by = kind as "NORMAL" | "BOUNDS" | "BOUNDS_Q99";
    sheet.compare(`${by}.action`, normalize(rows("action"), action, by), { tolerance });
    sheet.compare(`${by}.proprio`, normalize(rows("proprio"), proprio, by), { tolerance });
    if (by === "NORMAL") continue;
    const given = rows("normalized_actions_in");
    sheet.compare(`${by}.unnormalize`, unnormalize(given, action, by), { tolerance });
    const back = unnormalize(toFloat32(golden(outputs, `${by}.action`).data), action, by);
    sheet.compare(`${by}.unnormalize_of_normalized`, back, { tolerance });
    checkEvaluation(by, { outputs, sheet, tolerance, normalized: normalize(rows("proprio"), proprio, by), proprio });
  }
}

type Evaluation = {
  outputs: GoldenCase["outputs"];
  sheet: Sheet;
  tolerance: ReturnType<typeof toleranceOf>;
  normalized: Float32Array;
  proprio: DimStatistics;
};

/**
 * The original's evaluation gives −1, or +1, for a dimension that never varied, where its training gave 0. Ours gives in
 * use what it gave in training, so those dimensions are compared with that.
 */
function checkEvaluation(kind: string, { outputs, sheet, tolerance, normalized, proprio }: Evaluation): void {
  const name = `${kind}.eval_normalize_proprio`;
  if (!outputs.has(name)) return;
  const expected = numbers(outputs, name);
  const width = proprio.mean.length;
  const isConstant = (i: number) => proprio.min[i % width] === proprio.max[i % width];
  const zeros = normalized.every((value, i) => !isConstant(i) || value === 0);
  sheet.check(`${name}, constant ones`, zeros, "expected 0 where a dimension never varied, as in training");
  const compared = Array.from(normalized, (value, i) => (isConstant(i) ? expected[i]! : value));
  sheet.compare(name, compared, { tolerance });
}
