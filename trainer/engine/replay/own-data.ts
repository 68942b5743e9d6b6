import { tf } from "../tf.ts";
import { core } from "./backend.ts";

/**
 * Give each Variable whose numbers somebody else holds too (a clone is a second reference, not a copy) a copy of its own,
 * so that a kernel may write to it in place.
 */
export function ownData(variables: Iterable<tf.Variable>): void {
  const { backend } = core();
  for (const variable of variables) {
    if (backend.refCount(variable.dataId) > 1) tf.tidy(() => variable.assign(variable.mul(1)));
  }
}
