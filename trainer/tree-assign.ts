import { tf } from "./engine/tf.ts";
import { flatten, type Params } from "./tree.ts";

/** A tensor on the host: numbers in row-major order. */
export type HostFloats = { readonly shape: readonly number[]; readonly data: Float32Array };

/**
 * Copy named tensors into the leaves of a tree. Names and shapes are compared first; nothing is written
 * when something is missing or has another shape, or is extra and `extra` is "refuse".
 */
export function assignTree(
  params: Params,
  tensors: ReadonlyMap<string, HostFloats>,
  { extra = "refuse" }: { extra?: "refuse" | "ignore" } = {},
): void {
  const leaves = flatten(params);
  const problems = [
    ...list(
      "missing",
      [...leaves.keys()].filter((name) => !tensors.has(name)),
    ),
    ...(extra === "refuse"
      ? list(
          "extra",
          [...tensors.keys()].filter((name) => !leaves.has(name)),
        )
      : []),
    ...list(
      "of another shape",
      [...leaves].flatMap(([name, leaf]) => shapeProblem(name, leaf, tensors.get(name))),
    ),
  ];
  if (problems.length > 0) throw new Error(`expected the tensors of the model, but found ${problems.join("; ")}`);
  for (const [name, leaf] of leaves) write(leaf, tensors.get(name)!);
}

function write(leaf: tf.Variable, { shape, data }: HostFloats): void {
  tf.tidy(() => leaf.assign(tf.tensor(data, [...shape], "float32")));
}

function shapeProblem(name: string, leaf: tf.Variable, found: HostFloats | undefined): string[] {
  if (!found || found.shape.join() === leaf.shape.join()) return [];
  return [`${name} (expected [${leaf.shape}], found [${found.shape}])`];
}

function list(what: string, names: string[]): string[] {
  if (names.length === 0) return [];
  const shown = names.slice(0, 5).join(", ");
  return [`${names.length} ${what}: ${shown}${names.length > 5 ? ", …" : ""}`];
}
