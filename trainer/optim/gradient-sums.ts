import { tf } from "../engine/tf.ts";
import { zerosVariable } from "../nn/init.ts";

/** Sums of gradients over batches, under the names of the parameters; `seen` are those that had a gradient. */
export type GradientSums = { sums: ReadonlyMap<string, tf.Variable>; seen: Set<string> };

export function initGradientSums(params: ReadonlyMap<string, tf.Variable>): GradientSums {
  return { sums: new Map([...params].map(([name, { shape }]) => [name, zerosVariable(shape)])), seen: new Set() };
}

/** Add the gradients of one batch in place. */
export function addGradients({ sums, seen }: GradientSums, grads: ReadonlyMap<string, tf.Tensor>): void {
  for (const [name, gradient] of grads) {
    const sum = sums.get(name);
    if (!sum) throw new Error(`expected a sum for the gradient of ${name}`);
    sum.assign(sum.add(gradient));
    seen.add(name);
  }
}

/** Means over `count` batches; the sums start at zero again. Parameters that never had a gradient stay absent. */
export function takeMeans({ sums, seen }: GradientSums, count: number): Map<string, tf.Tensor> {
  const means = new Map<string, tf.Tensor>();
  for (const name of seen) {
    const sum = sums.get(name)!;
    means.set(name, sum.div(count));
    sum.assign(tf.zerosLike(sum));
  }
  return means;
}
