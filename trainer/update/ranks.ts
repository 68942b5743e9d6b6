import type { tf } from "../engine/tf.ts";
import type { Inputs } from "../forward.ts";

/** What the energy model is contrasted on: f32[B,C,W] hidden states and the inputs of the same B rows. */
export type EnergyRows = { context: tf.Tensor3D; inputs: Inputs };

/** What the processes that train one model together must agree on. Data and draws are each rank's own. */
export type Ranks = {
  readonly rank: number;
  readonly world: number;
  /** The one that logs, validates and saves. */
  readonly isMain: boolean;
  /** In a step: means over all ranks, taken before clipping, so that every rank makes the same update. */
  meanGradients(own: ReadonlyMap<string, tf.Tensor>): ReadonlyMap<string, tf.Tensor>;
  /** In a step: the rows of all ranks, so that each chunk is a negative for every context. */
  gatherEnergyInputs(own: EnergyRows): EnergyRows;
  /** Means over all ranks of metrics by name. */
  meanMetrics(own: Record<string, number>): Promise<Record<string, number>>;
  /** Whether any rank wants to stop: all end after the same step. */
  anyStop(own: boolean): Promise<boolean>;
};

/** One process that trains alone: nothing is to be agreed on. */
export function singleRank(): Ranks {
  return {
    rank: 0,
    world: 1,
    isMain: true,
    meanGradients: (own) => own,
    gatherEnergyInputs: (own) => own,
    meanMetrics: async (own) => own,
    anyStop: async (own) => own,
  };
}
