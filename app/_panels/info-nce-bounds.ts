import { EnergyConfig } from "#trainer/contract/config/energy.ts";
import { type InfoNceBounds, infoNceBounds } from "#trainer/contract/info-nce-bounds.ts";

/** `chunks`: how many a context meets, itself included. */
export type RunBounds = InfoNceBounds & { chunks: number };

/** Where a run's InfoNCE starts and how low it can get. null for a config of another trainer, or without a negative. */
export function runInfoNceBounds(config: unknown): RunBounds | null {
  const { training, energy } = (config ?? {}) as { training?: { batchSize?: unknown }; energy?: unknown };
  const parsed = EnergyConfig.safeParse(energy);
  const batchSize = Number(training?.batchSize);
  if (!parsed.success) return null;
  const bounds = infoNceBounds({ ...parsed.data, batchSize });
  const explicit = Object.values(parsed.data.negatives).filter(Boolean).length;
  return bounds && { ...bounds, chunks: batchSize + explicit };
}
