import type { tf } from "../engine/tf.ts";
import { flatten, type Params } from "../tree.ts";

/** The leaves that may get a gradient; a frozen leaf is a Variable with `trainable` off. */
export function trainableLeaves(params: Params): tf.Variable[] {
  return [...flatten(params).values()].filter(({ trainable }) => trainable);
}
