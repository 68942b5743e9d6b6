import { expect, test } from "vitest";
import { type EvalBatchOptions, evalBatches, type TrainBatchOptions, trainBatches } from "#trainer/data/batches.ts";
import { type Batch, replaceInstructions } from "#trainer/data/collate.ts";
import type { Dataset } from "#trainer/data/dataset.ts";
import { mergeTokenizer } from "#trainer/data/merge-tokenizer.ts";
import { openTiny } from "./tiny-dataset.ts";

const SPLITS = {
  train: [{ length: 9 }, { length: 3 }, { length: 12, instruction: "push the small red box" }, { length: 7 }],
  val: [{ length: 10, value: 3 }],
};

test("batches have fixed shapes and hold what the frames hold", async () => {
  const dataset = await openTiny(SPLITS);
  const tokenizer = mergeTokenizer(dataset.vocabulary);
  for (const batch of await take(dataset, 6)) {
    expect(batch.textLength).toBe(dataset.maxTextLength(tokenizer));
    expect(batch.inputIds.length).toBe(5 * batch.textLength);
    expect(batch.pixelValues.length).toBe(5 * 6 * 64);
    for (const [i, { episode, frame, phase, metadata }] of batch.meta.entries()) {
      expect([phase, metadata.seed]).toEqual([frame, episode]);
      const grey = episode * 16 + frame;
      expect(batch.pixelValues[i * 6 * 64 + 3 * 64]).toBeCloseTo((grey / 255 - 0.5) / 0.5, 5);
      // Times 0 … 11 are mapped to [-1, 1]; the chunk counts on from the frame.
      const second = [0, 1, 2, 3].map((k) => batch.actions[(i * 4 + k) * 7 + 1]!);
      for (const [k, value] of second.entries()) expect(value).toBeCloseTo((2 * (frame + k)) / 11 - 1, 5);
      expect(batch.proprio[i * 7 + 1]).toBeCloseTo((2 * frame) / 11 - 1, 5);
      expect(batch.actions[i * 28 + 6]).toBe(frame % 2);
    }
    const mask = Array.from(batch.inputIds, (id) => Number(id !== tokenizer.padId));
    expect(Array.from(batch.attentionMask)).toEqual(mask);
    const labelled = batch.labels.filter((id) => id !== -100);
    expect(labelled.length).toBe(5 * (4 * 7 + 1));
  }
});

test("the stream is the same for any prefetch and resumes exactly, augmentation included", async () => {
  const dataset = await openTiny(SPLITS);
  const whole = await take(dataset, 8, { imageAug: true, prefetch: 4 });
  expect(await take(dataset, 8, { imageAug: true, prefetch: 0 })).toEqual(whole);
  expect(await take(dataset, 4, { imageAug: true, startBatch: 4 })).toEqual(whole.slice(4));
  expect(await take(dataset, 8, { imageAug: true, seed: 1 })).not.toEqual(whole);
  expect(await take(dataset, 8, { imageAug: false })).not.toEqual(whole);
});

test("pictures that do not fit in memory are read again by offset", async () => {
  const small = await take(await openTiny(SPLITS, { memoryBytes: 0 }), 5);
  expect(small).toEqual(await take(await openTiny(SPLITS), 5));
});

test("any number of data threads gives the same batches, and evaluation the same frames", async () => {
  const alone = await openTiny(SPLITS);
  const options = { imageAug: true, startBatch: 3 };
  const batches = await take(alone, 8, options);
  const held = await evaluate(alone, { batchSize: 3, maxFrames: 100 });
  for (const workers of [1, 3]) {
    const threaded = await openTiny(SPLITS, { workers });
    expect(await take(threaded, 8, options)).toEqual(batches);
    expect(await evaluate(threaded, { batchSize: 3, maxFrames: 100 })).toEqual(held);
    await threaded.pictures.close();
  }
});

test("the ranks' batches of a step, joined, are the batch of one process of that size", async () => {
  const dataset = await openTiny(SPLITS);
  const whole = await take(dataset, 6, { batchSize: 6, imageAug: true });
  const each = await Promise.all(
    [0, 1, 2].map((rank) => take(dataset, 6, { batchSize: 2, imageAug: true, ranks: { rank, world: 3 } })),
  );
  for (const [step, { meta, pixelValues, actions, inputIds }] of whole.entries()) {
    const parts = each.map((batches) => batches[step]!);
    expect(parts.flatMap((part) => part.meta)).toEqual(meta);
    expect(parts.flatMap((part) => [...part.pixelValues])).toEqual([...pixelValues]);
    expect(parts.flatMap((part) => [...part.actions])).toEqual([...actions]);
    expect(parts.flatMap((part) => [...part.inputIds])).toEqual([...inputIds]);
  }
  const later = { batchSize: 2, imageAug: true, ranks: { rank: 2, world: 3 }, startBatch: 4 };
  expect(await take(dataset, 2, later)).toEqual(each[2]!.slice(4));
  const held = await evaluate(dataset, { batchSize: 2, maxFrames: 100 });
  const shared = [0, 1].map((rank) => evaluate(dataset, { batchSize: 2, maxFrames: 100, ranks: { rank, world: 2 } }));
  expect(await Promise.all(shared)).toEqual([[held[0], held[2]], [held[1]]]);
});

test("evaluation sees the same held-out frames every time, in whole batches", async () => {
  const dataset = await openTiny(SPLITS);
  const run = () => evaluate(dataset, { batchSize: 3, maxFrames: 100 });
  const batches = await run();
  expect(batches.map(({ size }) => size)).toEqual([3, 3]);
  expect(await run()).toEqual(batches);
  expect(await evaluate(dataset, { batchSize: 3, maxFrames: 4 })).toEqual(batches.slice(0, 1));
  expect((await evaluate(dataset, { batchSize: 16, maxFrames: 100 })).map(({ size }) => size)).toEqual([7]);
});

test("without held-out episodes evaluation says what is missing", async () => {
  const dataset = await openTiny({ train: [{ length: 9 }] });
  const first = evaluate(dataset, { batchSize: 3, maxFrames: 100 });
  await expect(first).rejects.toThrow('data set "tiny" has no val frames to evaluate on; it needs a val split');
});

test("a batch can be told something else; everything but the text is shared", async () => {
  const dataset = await openTiny(SPLITS);
  const tokenizer = mergeTokenizer(dataset.vocabulary);
  const [batch] = await take(dataset, 1);
  const told = replaceInstructions(batch!, Array(5).fill("push the small red box"), tokenizer);
  expect(told.pixelValues).toBe(batch!.pixelValues);
  expect(told.instructions).toEqual(Array(5).fill("push the small red box"));
  expect(told.inputIds.length).toBe(batch!.inputIds.length);
  expect(replaceInstructions(told, batch!.instructions, tokenizer)).toEqual(batch);
  expect(() => replaceInstructions(batch!, Array(5).fill("a much longer sentence than any"), tokenizer)).toThrow(
    /the instruction "a much longer sentence than any" gives \d+ tokens, at most \d+ were expected/,
  );
});

async function take(dataset: Dataset, count: number, more: Partial<TrainBatchOptions> = {}): Promise<Batch[]> {
  const tokenizer = mergeTokenizer(dataset.vocabulary);
  const stream = trainBatches(dataset, {
    tokenizer,
    batchSize: 5,
    seed: 0,
    shuffleBufferSize: 10,
    imageAug: false,
    ...more,
  });
  const batches: Batch[] = [];
  for await (const batch of stream) if (batches.push(batch) === count) break;
  return batches;
}

async function evaluate(
  dataset: Dataset,
  sizes: Pick<EvalBatchOptions, "batchSize" | "maxFrames" | "ranks">,
): Promise<Batch[]> {
  const tokenizer = mergeTokenizer(dataset.vocabulary);
  const batches: Batch[] = [];
  for await (const batch of evalBatches(dataset, { tokenizer, split: "val", seed: 0, ...sizes })) batches.push(batch);
  return batches;
}
