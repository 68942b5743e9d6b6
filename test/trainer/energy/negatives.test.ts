import { beforeAll, describe, expect, test } from "vitest";
import { gripperDims } from "#trainer/contract/gripper-dims.ts";
import { type Corruptions, corruptChunks } from "#trainer/energy/corrupt-chunks.ts";
import { drawCorruptions } from "#trainer/energy/draw-corruptions.ts";
import { type NegativeKind, negativeKinds } from "#trainer/energy/negative-kinds.ts";
import { tf } from "#trainer/engine/tf.ts";
import { startWasm } from "#trainer/engine/wasm-backend.ts";

beforeAll(startWasm);

const ALL: NegativeKind[] = ["noise", "temporalShift", "amplitude", "gripperFlip"];
const DIMS = { rows: 40, chunk: 8, actionDim: 7 };
const GRIPPERS = gripperDims({ kind: "libero" });
const options = { kinds: ALL, grippers: GRIPPERS };

describe("what is drawn", () => {
  test("is a function of the key alone, whatever was drawn before", () => {
    const first = drawCorruptions("0/energy-negatives/7", DIMS, options);
    drawCorruptions("0/energy-negatives/8", DIMS, options);
    expect(drawCorruptions("0/energy-negatives/7", DIMS, options)).toEqual(first);
    expect(drawCorruptions("0/energy-negatives/8", DIMS, options)).not.toEqual(first);
  });

  test("for one kind does not depend on which others are on", () => {
    const all = drawCorruptions("k", DIMS, options);
    const one = drawCorruptions("k", DIMS, { ...options, kinds: ["temporalShift"] });
    expect(one).toEqual({ negativeSource: all.negativeSource });
    expect(drawCorruptions("k", DIMS, { ...options, kinds: [] })).toEqual({});
    expect(drawCorruptions("k", DIMS, { ...options, kinds: ["gripperFlip"] })).toEqual({});
  });

  test("noise has spreads between 0.1 and 0.5 over the rows, and none on the gripper", () => {
    const { data } = drawCorruptions("k", { ...DIMS, chunk: 100 }, options).negativeNoise!;
    const spreads = Array.from({ length: DIMS.rows }, (_, row) => {
      const values = [...data].slice(row * 700, (row + 1) * 700).filter((_, i) => i % 7 !== 6);
      return Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length);
    });
    expect(Math.min(...spreads)).toBeGreaterThan(0.08);
    expect(Math.max(...spreads)).toBeLessThan(0.6);
    expect(Math.max(...spreads) / Math.min(...spreads)).toBeGreaterThan(2);
    expect([...data].filter((value, i) => i % 7 === 6 && value !== 0)).toEqual([]);
  });

  test("shifts are 1 to K/2 steps, early and late, and never leave the row's chunk", () => {
    const { data } = drawCorruptions("k", DIMS, options).negativeSource!;
    const middles = Array.from({ length: DIMS.rows }, (_, row) => shiftOf(data, row));
    expect([...new Set(middles.map(Math.abs))].sort()).toEqual([1, 2, 3, 4]);
    expect(middles.some((shift) => shift < 0) && middles.some((shift) => shift > 0)).toBe(true);
    expect([...data].every((source, i) => Math.floor(source / 8) === Math.floor(i / 8))).toBe(true);
  });

  test("factors are one a row, clearly not 1, and 1 for the gripper", () => {
    const { data } = drawCorruptions("k", DIMS, options).negativeGain!;
    for (let row = 0; row < DIMS.rows; row++) {
      const [first, ...others] = [...data].slice(row * 7, (row + 1) * 7);
      expect(others).toEqual([...Array(5).fill(first), 1]);
      const octaves = Math.abs(Math.log2(first!));
      expect(octaves).toBeGreaterThan(0.29);
      expect(octaves).toBeLessThanOrEqual(1.0001);
    }
  });
});

test("each kind gives a column of its own: added noise, moved steps, another size, the other gripper", () => {
  const dims = { rows: 2, chunk: 4, actionDim: 7 };
  const actions = tf.tensor3d(
    Array.from({ length: 56 }, (_, i) => (i % 7 === 6 ? i % 2 : i / 10)),
    [2, 4, 7],
  );
  const drawn = drawCorruptions("k", dims, options);
  const fed = Object.fromEntries(
    Object.entries(drawn).map(([name, { data, shape, dtype }]) => [name, tf.tensor(data, shape, dtype)]),
  ) as Corruptions;
  const [noisy, moved, scaled, flipped] = tf.unstack(corruptChunks(actions, fed, options), 1);
  expect(noisy!.arraySync()).toEqual(actions.add(fed.negativeNoise!).arraySync());
  expect(scaled!.arraySync()).toEqual(actions.mul(fed.negativeGain!).arraySync());
  const rows = actions.reshape([8, 7]).arraySync() as number[][];
  const sources = [...drawn.negativeSource!.data];
  expect(moved!.reshape([8, 7]).arraySync()).toEqual(sources.map((source) => rows[source]));
  const turned = (actions.arraySync() as number[][][]).map((chunk) =>
    chunk.map((action) => action.map((value, dim) => (dim === 6 ? 1 - value : value))),
  );
  expect(flipped!.arraySync()).toEqual(turned);
});

test("grippers: the last of seven numbers in {0, 1}; ALOHA's two turn about 0; others are not known", () => {
  const custom = { kind: "custom", chunk: 8, proprioDim: 7, normalization: "BOUNDS_Q99", gripper: "asIs" } as const;
  expect(gripperDims({ kind: "bridge" })).toEqual([{ dim: 6, low: 0, high: 1 }]);
  expect(gripperDims({ ...custom, actionDim: 7 })).toEqual([{ dim: 6, low: 0, high: 1 }]);
  expect(gripperDims({ kind: "aloha" }).map(({ dim, low, high }) => [dim, low + high])).toEqual([
    [6, 0],
    [13, 0],
  ]);
  expect(gripperDims({ ...custom, actionDim: 5 })).toEqual([]);
});

test("columns follow one order, whatever the config's", () => {
  const negatives = { gripperFlip: true, amplitude: false, temporalShift: true, noise: true };
  expect(negativeKinds({ negatives })).toEqual(["noise", "temporalShift", "gripperFlip"]);
});

/** A shift of at most half the chunk is seen whole at one end or the other. */
function shiftOf(source: ArrayLike<number>, row: number): number {
  const [first, last] = [source[row * 8]! - row * 8, source[row * 8 + 7]! - row * 8 - 7];
  return first === 0 ? last : first;
}
