import { beforeAll, expect, test } from "vitest";
import { eagerEngine } from "#trainer/engine/eager.ts";
import { tf } from "#trainer/engine/tf.ts";
import { startWasm } from "#trainer/engine/wasm-backend.ts";
import { loraFeeds, withDropout } from "#trainer/lora/dropout.ts";
import { defaultAlpha, injectLora } from "#trainer/lora/inject.ts";
import { keepMask } from "#trainer/lora/keep-mask.ts";
import { mergedTensors } from "#trainer/lora/merge.ts";
import { applyVla, type VlaParams } from "#trainer/models/vla.ts";
import { createRng } from "#trainer/rng.ts";
import { flatten } from "#trainer/tree.ts";
import { assignTree, type HostFloats } from "#trainer/tree-assign.ts";
import { expectNumbersClose, floatsUnder, readGolden } from "../golden.ts";
import { TINY_DIMS } from "../models/tiny-policy.ts";
import { adaptedPolicy, tinyBatch, tinyPolicy, tinyTargets } from "./tiny-policy.ts";

beforeAll(startWasm);

const engine = eagerEngine("test", "test");

test("alpha is 16 from rank 16 on, else the rank", () => {
  expect([4, 16, 20, 32].map(defaultAlpha)).toEqual([4, 16, 16, 16]);
});

test("fresh adapters change nothing, bit for bit; A is N(0, 1/r²), B zero", async () => {
  const policy = await tinyPolicy(TINY_DIMS);
  const adapted = injectLora(policy, tinyTargets(policy, "original"), { rank: 20, alpha: 16, rng: createRng(3) });
  const hidden = async (params: VlaParams) => states(params, (await tinyBatch("img1_noproprio", TINY_DIMS)).batch);
  expect(await hidden(adapted)).toEqual(await hidden(policy));
  const values = (end: string) =>
    [...flatten(adapted)].filter(([name]) => name.endsWith(end)).flatMap(([, leaf]) => [...leaf.dataSync()]);
  expect(new Set(values(".lora_B.weight"))).toEqual(new Set([0]));
  const drawn = values(".lora_A.weight");
  expect(Math.sqrt(drawn.reduce((sum, x) => sum + x * x, 0) / drawn.length)).toBeCloseTo(1 / 20, 3);
});

test("a module that the model does not have is named", async () => {
  const policy = await tinyPolicy(TINY_DIMS);
  expect(() => injectLora(policy, ["projector.fc9"], { rank: 2, alpha: 2, rng: createRng(0) })).toThrow(
    "expected layers to adapt, but the model has no projector.fc9",
  );
});

test.each([4, 20] as const)(
  "merged weights of rank %i are the original's, and compute what the adapters do",
  async (rank) => {
    const { adapted } = await adaptedPolicy(TINY_DIMS, rank, defaultAlpha(rank));
    const { action_head, ...base } = adapted;
    const merged = new Map<string, HostFloats>();
    for (const { name, shape, data } of mergedTensors(base, engine)) merged.set(name, { shape, data: await data() });
    const wanted = floatsUnder(await readGolden("openvla_tiny", "outputs"), `lora_r${rank}.merged.`);
    expect(wanted.size).toBeGreaterThan(0);
    for (const [name, { data }] of wanted) expectNumbersClose(merged.get(name)!.data, data, name, { abs: 1e-6 });
    const { action_head: _, ...plain } = await tinyPolicy(TINY_DIMS);
    assignTree(plain, merged);
    const { batch } = await tinyBatch("img1_noproprio", TINY_DIMS);
    const [together, apart] = [states({ ...plain, action_head }, batch), states(adapted, batch)];
    expectNumbersClose(together, apart, "hidden states", { abs: 2e-5 });
  },
);

test("dropout depends on seed and batch alone, and is off where there is none", async () => {
  const { adapted } = await adaptedPolicy(TINY_DIMS, 4, 4);
  const { batch } = await tinyBatch("img1_noproprio", TINY_DIMS);
  const config = { lora: { enabled: true, dropout: 0.25 }, training: { seed: 7 } };
  const seedOf = (number: number) => tf.tensor1d(loraFeeds(number, config).loraSeed!.data as Float32Array);
  const dropped = (number: number) => states(withDropout(adapted, 0.25, seedOf(number)), batch);
  expect(dropped(3)).toEqual(dropped(3));
  expect(dropped(3)).not.toEqual(dropped(4));
  expect(dropped(3)).not.toEqual(states(adapted, batch));
  expect(loraFeeds(0, { ...config, lora: { enabled: true, dropout: 0 } })).toEqual({});
});

test("a dropout mask looks random: rows, columns, neighbours, streams and steps do not go together", () => {
  const seed = (i: number) => tf.tensor1d([1, 2, 3, 4 + i]);
  const [rows, width, rate] = [400, 300, 0.1];
  const mask = (i: number, stream: number) => keepMask([rows, width], rate, seed(i), stream).dataSync<"float32">();
  const drawn = mask(0, 0);
  expect(new Set([...drawn].map((x) => x.toFixed(6)))).toEqual(new Set(["0.000000", (1 / 0.9).toFixed(6)]));
  expect(drawn.reduce((sum, x) => sum + x, 0) / drawn.length).toBeCloseTo(1, 2);
  for (const other of [mask(1, 0), mask(0, 1), mask(0, 3), drawn.slice(1), drawn.slice(width)]) {
    expect(Math.abs(correlation(drawn, other))).toBeLessThan(0.02);
  }
});

function states(params: VlaParams, batch: Parameters<typeof applyVla>[1]): Float32Array {
  return tf.tidy(() => Float32Array.from(applyVla(params, batch, TINY_DIMS).hidden.dataSync()));
}

function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const n = Math.min(a.length, b.length);
  let [sumA, sumB, ab, aa, bb] = [0, 0, 0, 0, 0];
  for (let i = 0; i < n; i++) {
    sumA += a[i]!;
    sumB += b[i]!;
    ab += a[i]! * b[i]!;
    aa += a[i]! ** 2;
    bb += b[i]! ** 2;
  }
  const covariance = (x: number, y: number, xy: number) => xy / n - (x / n) * (y / n);
  return covariance(sumA, sumB, ab) / Math.sqrt(covariance(sumA, sumA, aa) * covariance(sumB, sumB, bb));
}
