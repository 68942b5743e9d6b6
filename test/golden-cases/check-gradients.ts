import type { tf } from "#trainer/engine/tf.ts";
import type { Golden } from "./golden-case.ts";
import { measureRounding } from "./rounding.ts";
import type { Sheet } from "./sheet.ts";
import { gradientsOf } from "./tensors.ts";
import type { Tolerance } from "./tolerance.ts";

type Expected = {
  outputs: Golden;
  /** All golden names begin with it, the parameter follows. */
  prefix: string;
  tolerance: Tolerance;
  /** The output that is the value itself. */
  value?: { output: string; tolerance: Tolerance; group?: string };
  /** The golden name of a parameter of ours; the same by default. */
  rename?: ((name: string) => string) | undefined;
  /** Parameters, under golden names, that the original gave no gradient. */
  without?: readonly string[] | undefined;
  group?: string | undefined;
};

/**
 * Compare a loss and every gradient under a prefix; those of parameters that the original leaves without one must be
 * absent.
 */
export function checkGradients(
  sheet: Sheet,
  { params, loss }: { params: object; loss: () => tf.Tensor },
  { outputs, prefix, tolerance, value, rename = (name) => name, without = [], group = `${prefix}*` }: Expected,
): void {
  const run = () => {
    const found = gradientsOf(params, loss);
    const grads = [...found.grads].map(([name, gradient]) => [prefix + rename(name), gradient] as const);
    return new Map([...grads, [VALUE, found.value]]);
  };
  const found = run();
  let roundings: Map<string, number> | undefined;
  const roundingOf = (key: string) => {
    roundings ??= measureRounding({ params, run });
    return roundings.get(key) ?? 0;
  };
  if (value) sheet.compare(value.output, found.get(VALUE)!, { ...value, rounding: () => roundingOf(VALUE) });
  const wanted = [...outputs.keys()].filter((name) => name.startsWith(prefix));
  for (const output of wanted)
    sheet.compare(output, found.get(output) ?? [], { tolerance, group, rounding: () => roundingOf(output) });
  if (wanted.length === 0 || without.length === 0) return;
  const surplus = without.filter((name) => found.has(prefix + name));
  sheet.check(`${group}, absent ones`, surplus.length === 0, `expected no gradient for ${surplus.join(", ")}`);
}

const VALUE = "the value";
