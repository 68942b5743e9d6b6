// DDIM (Song et al., 2020, eq. 12 with η = 0) with the cosine schedule of Nichol and Dhariwal (2021), as in origin §5.8.
// T noise levels · ᾱ_t share of the signal's variance that is left at level t
import { tf } from "../engine/tf.ts";

/** One step of sampling: from noise level `timestep`, where ᾱ is `alpha`, to one where it is `alphaAfter`. */
export type DdimStep = { timestep: number; alpha: number; alphaAfter: number };

/** ᾱ_t for t = 0 … T − 1, in f32 arithmetic as the original computes and stores it. */
export function cumulativeAlphas(levels: number): Float32Array {
  let product = 1;
  return Float32Array.from(betas(levels), (beta) => {
    product = Math.fround(product * Math.fround(1 - beta));
    return product;
  });
}

/** β_t = min(1 − ᾱ((t+1)/T)/ᾱ(t/T), 0.999), f32. */
export function betas(levels: number): Float32Array {
  const signal = (time: number) => Math.cos((((time + 0.008) / 1.008) * Math.PI) / 2) ** 2;
  return Float32Array.from({ length: levels }, (_, t) =>
    Math.min(1 - signal((t + 1) / levels) / signal(t / levels), 0.999),
  );
}

/** The steps from noise to a sample: `count` levels, evenly spaced from 0 ("leading"), the noisiest first. */
export function ddimSteps(levels: number, count: number): DdimStep[] {
  const alphas = cumulativeAlphas(levels);
  const stride = Math.floor(levels / count);
  return Array.from({ length: count }, (_, i) => {
    const timestep = (count - 1 - i) * stride;
    return { timestep, alpha: alphas[timestep]!, alphaAfter: alphas[timestep - stride] ?? 1 };
  });
}

/** √ᾱ_t·x + √(1 − ᾱ_t)·noise. x and noise f32[B,…], timesteps int32[B] in [0,T). */
export function addNoise(x: tf.Tensor, noise: tf.Tensor, timesteps: tf.Tensor, levels: number): tf.Tensor {
  const alphas = cumulativeAlphas(levels);
  const row = [x.shape[0]!, ...x.shape.slice(1).map(() => 1)];
  const at = (table: Float32Array) => tf.gather(tf.tensor1d(table), timesteps).reshape(row);
  return x.mul(at(alphas.map(Math.sqrt))).add(noise.mul(at(alphas.map((alpha) => Math.sqrt(Math.fround(1 - alpha))))));
}

/** √ᾱ and √(1 − ᾱ), before the step and after it: f32[4], what `ddimUpdate` takes. */
export function ddimScales({ alpha, alphaAfter }: DdimStep): Float32Array {
  return Float32Array.of(
    Math.sqrt(alpha),
    Math.sqrt(Math.fround(1 - alpha)),
    Math.sqrt(alphaAfter),
    Math.sqrt(Math.fround(1 - alphaAfter)),
  );
}

/**
 * One step from x, given the noise that is believed to be in it. The clean sample that follows is clipped to [−1, 1]; the
 * noise is not computed again from what was clipped. scales f32[4].
 */
export function ddimUpdate(x: tf.Tensor, noise: tf.Tensor, scales: tf.Tensor): tf.Tensor {
  const [signal, spread, signalAfter, spreadAfter] = tf.split(scales, 4).map((scale) => scale.squeeze());
  const clean = x.sub(noise.mul(spread!)).div(signal!).clipByValue(-1, 1);
  return clean.mul(signalAfter!).add(noise.mul(spreadAfter!));
}
