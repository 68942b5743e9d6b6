import { z } from "zod";
import type { DatasetStatistics } from "../data/statistics.ts";

const Numbers = z.array(z.number());
const Dims = z.object({
  mean: Numbers,
  std: Numbers,
  max: Numbers,
  min: Numbers,
  q01: Numbers,
  q99: Numbers,
  mask: z.array(z.boolean()).optional(),
});
const NONE = { mean: [], std: [], max: [], min: [], q01: [], q99: [] };
const Count = z
  .number()
  .nullish()
  .transform((count) => count ?? 0);

const Statistics = z.record(
  z.string(),
  z.object({ action: Dims, proprio: Dims.default(NONE), num_transitions: Count, num_trajectories: Count }),
);

/** Statistics by data set: what dataset_statistics.json and norm_stats of config.json hold. `where` begins the error. */
export function parseFolderStatistics(json: unknown, where: string): Record<string, DatasetStatistics> {
  const parsed = Statistics.safeParse(json);
  if (!parsed.success) throw new Error(`${where} should hold statistics by data set: ${z.prettifyError(parsed.error)}`);
  return Object.fromEntries(
    Object.entries(parsed.data).map(([name, { action, ...rest }]) => {
      const { mask, ...numbers } = action;
      return [name, { action: { ...numbers, ...(mask && { mask }) }, ...rest, proprio: withoutMask(rest.proprio) }];
    }),
  );
}

function withoutMask({ mask: _, ...numbers }: z.infer<typeof Dims>) {
  return numbers;
}
