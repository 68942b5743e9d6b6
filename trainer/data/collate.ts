import { ACTION_BINS } from "./action-tokenizer.ts";
import { DataError } from "./data-error.ts";
import { buildPrompt, IGNORE_INDEX } from "./prompt.ts";
import type { Metadata } from "./raw-episode.ts";
import type { Tokenizer } from "./tokenizer.ts";

/** Where a sample comes from. `frame` counts the episode's usable frames; `phase` is null where the data set has none. */
export type SampleMeta = {
  dataset: string;
  episode: number;
  frame: number;
  phase: number | null;
  metadata: Metadata;
};

/** All of a sample but its pictures: actions f32[K,A] normalised · proprio f32[P] normalised. */
export type Sample = {
  instruction: string;
  actions: Float32Array;
  proprio: Float32Array;
  meta: SampleMeta;
};

/** B samples, text padded on the right to S. labels: −100 is left out of the loss. attentionMask: 1 where not padding. */
export type Batch = {
  size: number;
  textLength: number;
  inputIds: Int32Array;
  labels: Int32Array;
  /** Ids above this are action tokens. */
  actionTokenBegin: number;
  attentionMask: Uint8Array;
  pixelValues: Float32Array;
  actions: Float32Array;
  proprio: Float32Array;
  instructions: string[];
  meta: SampleMeta[];
};

/** Stack samples; their pictures are stacked already. Text is padded to `padTo` tokens. */
export function collate(
  samples: Sample[],
  { pixelValues, tokenizer, padTo }: { pixelValues: Float32Array; tokenizer: Tokenizer; padTo: number },
): Batch {
  const text = collateText(samples, tokenizer, padTo);
  return {
    ...text,
    size: samples.length,
    pixelValues,
    actions: stack(samples.map((sample) => sample.actions)),
    proprio: stack(samples.map((sample) => sample.proprio)),
    meta: samples.map((sample) => sample.meta),
  };
}

/** The same batch told something else: ids, labels and mask are made anew, everything else is shared. */
export function replaceInstructions(batch: Batch, instructions: string[], tokenizer: Tokenizer): Batch {
  const chunk = batch.actions.length / batch.size;
  const samples = instructions.map((instruction, i) => ({
    instruction,
    actions: batch.actions.subarray(i * chunk, (i + 1) * chunk),
  }));
  return { ...batch, ...collateText(samples, tokenizer, batch.textLength) };
}

function collateText(samples: Pick<Sample, "instruction" | "actions">[], tokenizer: Tokenizer, textLength: number) {
  const prompts = samples.map(({ instruction, actions }) => buildPrompt(tokenizer, instruction, actions));
  const longest = Math.max(...prompts.map(({ inputIds }) => inputIds.length));
  if (longest > textLength) {
    const at = prompts.findIndex(({ inputIds }) => inputIds.length === longest);
    throw new DataError(
      `the instruction "${samples[at]!.instruction}" gives ${longest} tokens, at most ${textLength} were expected`,
    );
  }
  const inputIds = new Int32Array(samples.length * textLength).fill(tokenizer.padId);
  const labels = new Int32Array(samples.length * textLength).fill(IGNORE_INDEX);
  for (const [i, prompt] of prompts.entries()) {
    inputIds.set(prompt.inputIds, i * textLength);
    labels.set(prompt.labels, i * textLength);
  }
  const attentionMask = Uint8Array.from(inputIds, (id) => (id === tokenizer.padId ? 0 : 1));
  return {
    textLength,
    inputIds,
    labels,
    actionTokenBegin: tokenizer.vocabBase - ACTION_BINS - 1,
    attentionMask,
    instructions: samples.map(({ instruction }) => instruction),
  };
}

function stack(rows: Float32Array[]): Float32Array {
  const width = rows[0]?.length ?? 0;
  const out = new Float32Array(rows.length * width);
  for (const [i, row] of rows.entries()) out.set(row, i * width);
  return out;
}
