import { tf } from "../engine/tf.ts";

export type ValueAndGrads = { value: tf.Scalar; grads: Map<string, tf.Tensor> };

/**
 * A scalar and its gradients, under the names of the parameters; those it does not depend on are absent.
 * Inside a tidy the results live in it, else the caller frees them. Throws when it depends on none.
 */
export function valueAndGrads(params: ReadonlyMap<string, tf.Variable>, loss: () => tf.Scalar): ValueAndGrads {
  const { value, grads } = tf.variableGrads(loss, [...params.values()]);
  const named = new Map<string, tf.Tensor>();
  for (const [name, { name: key }] of params) if (grads[key]) named.set(name, grads[key]);
  return { value, grads: named };
}
