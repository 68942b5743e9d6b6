import { spearman } from "./spearman.ts";
import { CORRECTIONS, NOISE_LEVELS, RIVALS } from "./study-step.ts";

/** What an energy model knows, measured on held-out frames with the policy as it is. */
export type EnergyMeasures = {
  frames: number;
  /** Mean L1 of the policy's chunks, normalised units. */
  policyL1: number;
  energyExpert: number;
  energyPolicy: number;
  /** In-batch swap InfoNCE over ln B, explicit negatives left out, so that runs with and without them compare. */
  swapLossRatio: number;
  /** Relative change of L1, and change of the mean energy, that gradient correction brings: > 0 is worse. */
  corrections: { alpha: number; k: number; l1Change: number; energyChange: number }[];
  /** Mean over frames of Spearman's correlation of E with the L1 distance from the expert's chunk. */
  spearmanNoise: number;
  /** The same over other frames' chunks. */
  spearmanOthers: number;
  /** Relative change of L1 when the lowest energy chooses among the policy's chunk and noisy ones. */
  lowestChange: number;
  /** Expert's chunk in approach frames, E under another instruction − E under the right one, and how often it is > 0. */
  wrongInstruction: { frames: number; difference: number; share: number } | null;
};

/** Outputs of `studyStep` for a batch, read to the host, and what belongs to them. */
export type StudiedBatch = {
  rows: number;
  /** f32[B·K·A], the expert's chunks. */
  actions: Float32Array;
  outputs: Record<string, Float32Array>;
  /** f32[B·B] of the same batch under wrong instructions, and which rows are approach frames. */
  wrong: { pairs: Float32Array; isApproach: boolean[] } | null;
};

/** At most so many other frames' chunks are ranked for each frame. */
const OTHERS = 21;

/** Gather the batches' answers into one table. `group` is the number of rows that InfoNCE contrasts: the training batch. */
export function measure(batches: StudiedBatch[], { group, tau }: { group: number; tau: number }): EnergyMeasures {
  const over = (of: (batch: StudiedBatch) => ArrayLike<number>) => mean(batches.flatMap((b) => Array.from(of(b))));
  const policyL1 = over(({ outputs }) => outputs.policyError!);
  const energyPolicy = over((b) => rowsOf(b, "rivalEnergy", RIVALS.count + 1).map((row) => row[0]!));
  return {
    frames: batches.reduce((sum, { rows }) => sum + rows, 0),
    policyL1,
    energyExpert: over((b) => diagonal(b.outputs.pairs!, b.rows)),
    energyPolicy,
    swapLossRatio: over((b) => swapLosses(b, group, tau)) / Math.log(group),
    corrections: CORRECTIONS.map(({ alpha, k }, i) => ({
      alpha,
      k,
      l1Change: over(({ outputs }) => outputs[`correctedError${i}`]!) / policyL1 - 1,
      energyChange: over(({ outputs }) => outputs[`correctedEnergy${i}`]!) - energyPolicy,
    })),
    spearmanNoise: over(noiseCorrelations),
    spearmanOthers: over(othersCorrelations),
    lowestChange: over(chosenErrors) / policyL1 - 1,
    wrongInstruction: wrongInstruction(batches),
  };
}

function noiseCorrelations(batch: StudiedBatch): number[] {
  const errors = rowsOf(batch, "noisyError", NOISE_LEVELS.length);
  return rowsOf(batch, "noisyEnergy", NOISE_LEVELS.length).map((energies, i) => spearman(energies, errors[i]!));
}

/** Context i with the chunks of the rows after it, against their distance from its own chunk. */
function othersCorrelations({ rows, actions, outputs }: StudiedBatch): number[] {
  const width = actions.length / rows;
  const distance = (i: number, j: number) =>
    mean(Array.from({ length: width }, (_, at) => Math.abs(actions[i * width + at]! - actions[j * width + at]!)));
  return Array.from({ length: rows }, (_, i) => {
    const others = Array.from({ length: Math.min(OTHERS, rows - 1) }, (_, m) => (i + 1 + m) % rows);
    const energies = others.map((j) => outputs.pairs![i * rows + j]!);
    return spearman(
      energies,
      others.map((j) => distance(i, j)),
    );
  });
}

function chosenErrors(batch: StudiedBatch): number[] {
  const errors = rowsOf(batch, "rivalError", RIVALS.count + 1);
  return rowsOf(batch, "rivalEnergy", RIVALS.count + 1).map((row, i) => errors[i]![row.indexOf(Math.min(...row))]!);
}

/** Each row's cross-entropy among `group` consecutive rows; rows of an incomplete last group are left out. */
function swapLosses({ rows, outputs }: StudiedBatch, group: number, tau: number): number[] {
  const size = Math.min(group, rows);
  return Array.from({ length: rows - (rows % size) }, (_, i) => {
    const from = i - (i % size);
    const logits = Array.from({ length: size }, (_, j) => -outputs.pairs![i * rows + from + j]! / tau);
    const top = Math.max(...logits);
    const total = logits.reduce((sum, logit) => sum + Math.exp(logit - top), 0);
    return top + Math.log(total) - logits[i - from]!;
  });
}

function wrongInstruction(batches: StudiedBatch[]): EnergyMeasures["wrongInstruction"] {
  const differences = batches.flatMap(({ rows, outputs, wrong }) => {
    if (!wrong) return [];
    const right = diagonal(outputs.pairs!, rows);
    return diagonal(wrong.pairs, rows).flatMap((energy, i) => (wrong.isApproach[i] ? [energy - right[i]!] : []));
  });
  if (differences.length === 0) return null;
  const share = differences.filter((difference) => difference > 0).length / differences.length;
  return { frames: differences.length, difference: mean(differences), share };
}

function rowsOf({ rows, outputs }: StudiedBatch, name: string, width: number): number[][] {
  return Array.from({ length: rows }, (_, i) => Array.from(outputs[name]!.subarray(i * width, (i + 1) * width)));
}

function diagonal(pairs: Float32Array, rows: number): number[] {
  return Array.from({ length: rows }, (_, i) => pairs[i * rows + i]!);
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
