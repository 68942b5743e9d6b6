import { tf } from "../engine/tf.ts";
import { runFused } from "../nn/fused.ts";
import { zerosVariable } from "../nn/init.ts";

const BETA1 = 0.9;
const BETA2 = 0.999;
const EPS = 1e-8;

/** Running means of the gradient (m) and of its square (v), under the names of the parameters. */
export type AdamWState = { m: Map<string, tf.Variable>; v: Map<string, tf.Variable> };

export function initAdamW(params: ReadonlyMap<string, tf.Variable>): AdamWState {
  const zeros = () => new Map([...params].map(([name, { shape }]) => [name, zerosVariable(shape)]));
  return { m: zeros(), v: zeros() };
}

/**
 * What changes from update to update, for the host to send as f32[3]: 1 − lr·decay, lr / (1 − β₁ᵗ) and
 * 1 / √(1 − β₂ᵗ). `update` counts from 1.
 */
export function adamWScalars(options: { learningRate: number; weightDecay: number; update: number }): Float32Array {
  const { learningRate, weightDecay, update } = options;
  return Float32Array.of(
    1 - learningRate * weightDecay,
    learningRate / (1 - BETA1 ** update),
    1 / Math.sqrt(1 - BETA2 ** update),
  );
}

/**
 * One AdamW update in place (Loshchilov and Hutter, 2019; torch.optim.AdamW with its defaults): assigns to the
 * parameters and the state. Parameters without a gradient are left alone, weight decay included.
 * scalars f32[3] from adamWScalars; gradientScale f32[] multiplies every gradient first.
 */
export function adamW(
  params: ReadonlyMap<string, tf.Variable>,
  grads: ReadonlyMap<string, tf.Tensor>,
  state: AdamWState,
  { scalars, gradientScale = tf.scalar(1) }: { scalars: tf.Tensor1D; gradientScale?: tf.Tensor },
): void {
  tf.tidy(() => {
    for (const [name, gradient] of grads) {
      const [p, m, v] = [params.get(name), state.m.get(name), state.v.get(name)];
      if (!p || !m || !v) throw new Error(`expected a parameter and its moments for the gradient of ${name}`);
      const inputs = { p, m, v, gradient, scalars, gradientScale };
      const attrs = { beta1: BETA1, beta2: BETA2, eps: EPS };
      const [nextP, nextM, nextV] = runFused("VelaAdamW", inputs, attrs) ?? tf.tidy(() => plainUpdate(inputs));
      p.assign(nextP!);
      m.assign(nextM!);
      v.assign(nextV!);
    }
  });
}

type Update = {
  p: tf.Tensor;
  m: tf.Tensor;
  v: tf.Tensor;
  gradient: tf.Tensor;
  scalars: tf.Tensor1D;
  gradientScale: tf.Tensor;
};

function plainUpdate({ p, m, v, gradient, scalars, gradientScale }: Update): tf.Tensor[] {
  const [keep, stepSize, bias2] = tf.unstack(scalars) as [tf.Scalar, tf.Scalar, tf.Scalar];
  const g = gradient.mul(gradientScale);
  const nextM = m.mul(BETA1).add(g.mul(1 - BETA1));
  const nextV = v.mul(BETA2).add(g.square().mul(1 - BETA2));
  const step = nextM.div(nextV.sqrt().mul(bias2).add(EPS)).mul(stepSize);
  return [p.mul(keep).sub(step), nextM, nextV];
}
