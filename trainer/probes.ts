import { type Batch, replaceInstructions } from "./data/collate.ts";
import type { Dataset } from "./data/dataset.ts";
import { blankPixels, pixelTables } from "./data/pixel-values.ts";
import type { Tokenizer } from "./data/tokenizer.ts";
import { createRng } from "./rng.ts";
import { swapInstruction } from "./sample/language.ts";
import { presentMaterials } from "./sample/metadata.ts";

/** Summed L1 of one batch as it is, with another instruction and without a picture; approach = phase 0 alone. */
export type ProbeResult = {
  samples: number;
  plain: number;
  swapped: number;
  blank: number;
  approach: { samples: number; plain: number; swapped: number };
};

type ProbeContext = {
  tokenizer: Tokenizer;
  dataset: Dataset;
  seed: number;
  errors(batch: Batch): Promise<Float32Array>;
};

/**
 * Does the policy listen and look? Its L1 when the instruction names another material that stands in the same scene,
 * and when the picture is black. The swapped material is drawn by seed and frame, the same one every time.
 */
export async function probeBatch(batch: Batch, plain: Float32Array, context: ProbeContext): Promise<ProbeResult> {
  const instructions = batch.instructions.map((instruction, i) => {
    const { episode, frame, metadata } = batch.meta[i]!;
    const rng = createRng(`${context.seed}/swap/${episode}/${frame}`);
    return swapInstruction(instruction, presentMaterials(metadata), rng);
  });
  const { options } = context.dataset;
  const swapped = await context.errors(replaceInstructions(batch, instructions, context.tokenizer));
  const blank = await context.errors({
    ...batch,
    pixelValues: blankPixels(batch.pixelValues, batch.size, options.imageSize, pixelTables(options.pixels)),
  });
  const isApproach = (_: number, i: number) => batch.meta[i]!.phase === 0;
  return {
    samples: batch.size,
    plain: sum(plain),
    swapped: sum(swapped),
    blank: sum(blank),
    approach: {
      samples: batch.meta.filter(({ phase }) => phase === 0).length,
      plain: sum(plain.filter(isApproach)),
      swapped: sum(swapped.filter(isApproach)),
    },
  };
}

/** Relative rises of L1, as val/… metrics; none when nothing was probed. */
export function probeMetrics(results: ProbeResult[]): Record<string, number> {
  if (results.length === 0) return {};
  const total = (of: (result: ProbeResult) => number) => sum(results.map(of));
  const plain = total((r) => r.plain);
  const approach = total((r) => r.approach.plain);
  return {
    "val/swap_rise": total((r) => r.swapped) / plain - 1,
    "val/blank_rise": total((r) => r.blank) / plain - 1,
    ...(approach > 0 && { "val/swap_rise_approach": total((r) => r.approach.swapped) / approach - 1 }),
  };
}

function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i]!;
  return total;
}
