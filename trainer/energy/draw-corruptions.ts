import type { Gripper } from "../contract/gripper-dims.ts";
import type { Feeds } from "../engine/engine.ts";
import { createRng, type Rng } from "../rng.ts";
import type { NegativeKind } from "./negative-kinds.ts";

/** Spread of the noise, in normalised units: the two levels that the original's authors tried are its ends. */
const NOISE = { least: 0.1, most: 0.5 };
/** Factors 2^±u, u uniform in this range: 0.5 to 0.81, or 1.23 to 2. */
const GAIN_OCTAVES = { least: 0.3, most: 1 };

export type CorruptionDims = { rows: number; chunk: number; actionDim: number };

/**
 * What the explicit negatives of one batch need to be drawn (see corrupt-chunks.ts), a function of the key and of
 * nothing else, so that a resumed run repeats it. Each kind has a stream of its own.
 *
 * noise: Gaussian, for each row one σ, log-uniform in [0.1, 0.5]. temporalShift: 1 to ⌊K/2⌋ steps early or late, the
 * first or last action repeated where the chunk ends. amplitude: one factor a row. Noise and amplitude leave grippers
 * alone: a value that no gripper takes would give the negative away.
 */
export function drawCorruptions(
  key: string,
  dims: CorruptionDims,
  { kinds, grippers }: { kinds: readonly NegativeKind[]; grippers: readonly Gripper[] },
): Feeds {
  const { rows, chunk, actionDim } = dims;
  const isGripper = Array.from({ length: actionDim }, (_, dim) => grippers.some((gripper) => gripper.dim === dim));
  const float = (data: Float32Array, shape: number[]) => ({ data, shape, dtype: "float32" as const });
  const stream = (kind: NegativeKind) => createRng(`${key}/${kind}`);
  return {
    ...(kinds.includes("noise") && {
      negativeNoise: float(noise(stream("noise"), dims, isGripper), [rows, chunk, actionDim]),
    }),
    ...(kinds.includes("temporalShift") && {
      negativeSource: { data: shifted(stream("temporalShift"), dims), shape: [rows * chunk], dtype: "int32" as const },
    }),
    ...(kinds.includes("amplitude") && {
      negativeGain: float(gains(stream("amplitude"), dims, isGripper), [rows, 1, actionDim]),
    }),
  };
}

function noise(rng: Rng, { rows, chunk, actionDim }: CorruptionDims, isGripper: boolean[]): Float32Array {
  const sigmas = Float64Array.from({ length: rows }, () => NOISE.least * (NOISE.most / NOISE.least) ** rng.uniform());
  return Float32Array.from({ length: rows * chunk * actionDim }, (_, i) => {
    const value = sigmas[Math.floor(i / (chunk * actionDim))]! * rng.normal();
    return isGripper[i % actionDim] ? 0 : value;
  });
}

function shifted(rng: Rng, { rows, chunk }: CorruptionDims): Int32Array {
  const shifts = Array.from({ length: rows }, () => (rng.int(Math.floor(chunk / 2)) + 1) * sign(rng));
  return Int32Array.from({ length: rows * chunk }, (_, i) => {
    const row = Math.floor(i / chunk);
    const step = Math.min(chunk - 1, Math.max(0, (i % chunk) + shifts[row]!));
    return row * chunk + step;
  });
}

function gains(rng: Rng, { rows, actionDim }: CorruptionDims, isGripper: boolean[]): Float32Array {
  const { least, most } = GAIN_OCTAVES;
  const factors = Array.from({ length: rows }, () => 2 ** (sign(rng) * (least + (most - least) * rng.uniform())));
  return Float32Array.from({ length: rows * actionDim }, (_, i) =>
    isGripper[i % actionDim] ? 1 : factors[Math.floor(i / actionDim)]!,
  );
}

function sign(rng: Rng): 1 | -1 {
  return rng.uniform() < 0.5 ? -1 : 1;
}
