import { z } from "zod";

const Colour = z.tuple([z.number(), z.number(), z.number()]);

/** Mean and deviation of the three colours, in [0, 1], for each tower in the order of the folder. */
export type PixelNormalization = { mean: [number, number, number]; std: [number, number, number] }[];

const Preprocessor = z.looseObject({
  image_resize_strategy: z.string().optional(),
  means: z.array(Colour).optional(),
  stds: z.array(Colour).optional(),
  tvf_normalize_params: z.array(z.looseObject({ mean: Colour, std: Colour })).optional(),
});

/**
 * How a folder's preprocessor_config.json normalises pixels. The release's `tvf_normalize_params` are rounded to bf16
 * and win over `means` and `stds`, in training and at inference alike (origin §11.4).
 */
export function parseFolderPixels(json: unknown, file: string): PixelNormalization | null {
  const parsed = Preprocessor.safeParse(json);
  if (!parsed.success) throw new Error(`${file} should describe the images: ${z.prettifyError(parsed.error)}`);
  const { means, stds, tvf_normalize_params: stored } = parsed.data;
  if (stored) return stored.map(({ mean, std }) => ({ mean, std }));
  return means && stds ? means.map((mean, i) => ({ mean, std: stds[i] ?? mean })) : null;
}
