import { ownData } from "../engine/replay/own-data.ts";
import { tf } from "../engine/tf.ts";
import { hasFused, runFused } from "../nn/fused.ts";
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
      if (!updateInPlace(inputs)) plainUpdate(inputs);
    }
  });
}

type Update = {
  p: tf.Variable;
  m: tf.Variable;
  v: tf.Variable;
  gradient: tf.Tensor;
  scalars: tf.Tensor1D;
  gradientScale: tf.Tensor;
};

/** Whether the backend has the kernel; it writes over p, m and v, so nobody else may hold their numbers. */
function updateInPlace(inputs: Update): boolean {
  if (!hasFused("VelaAdamW")) return false;
  ownData([inputs.p, inputs.m, inputs.v]);
  runFused("VelaAdamW", inputs, { beta1: BETA1, beta2: BETA2, eps: EPS });
  return true;
}

function plainUpdate({ p, m, v, gradient, scalars, gradientScale }: Update): void {
  tf.tidy(() => {
    const [keep, stepSize, bias2] = tf.unstack(scalars) as [tf.Scalar, tf.Scalar, tf.Scalar];
    const g = gradient.mul(gradientScale);
    m.assign(m.mul(BETA1).add(g.mul(1 - BETA1)));
    v.assign(v.mul(BETA2).add(g.square().mul(1 - BETA2)));
    const step = m.div(v.sqrt().mul(bias2).add(EPS)).mul(stepSize);
    p.assign(p.mul(keep).sub(step));
  });
}
