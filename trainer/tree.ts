import { tf } from "./engine/tf.ts";

/** Parameters as nested records; the dotted path of a leaf is its name in a PyTorch state dict. */
export type Params = { readonly [name: string]: tf.Variable | Params | undefined };

/** Every leaf under its dotted name, in the order of the tree. */
export function flatten(params: Params): Map<string, tf.Variable> {
  const leaves = new Map<string, tf.Variable>();
  visit(params, "", (name, leaf) => leaves.set(name, leaf));
  return leaves;
}

/** The tree whose leaves have these dotted names. Throws when one name is a leaf and a folder at once. */
export function unflatten(leaves: Iterable<readonly [string, tf.Variable]>): Params {
  const root: MutableParams = {};
  for (const [name, leaf] of leaves) {
    const path = name.split(".");
    const last = path.pop() ?? "";
    let folder = root;
    for (const part of path) {
      const next = Object.hasOwn(folder, part) ? folder[part] : undefined;
      if (next instanceof tf.Variable)
        throw new Error(`expected ${name} to be inside a folder, but ${part} is a tensor`);
      folder = next ?? addFolder(folder, part);
    }
    if (Object.hasOwn(folder, last)) throw new Error(`expected each parameter once, but found ${name} twice`);
    folder[last] = leaf;
  }
  return root;
}

/** A tree of the same names with every leaf replaced. */
export function mapTree(params: Params, change: (leaf: tf.Variable, name: string) => tf.Variable): Params {
  return unflatten([...flatten(params)].map(([name, leaf]) => [name, change(leaf, name)] as const));
}

/** Number of numbers in all leaves, or in those that `keep` accepts. */
export function countParameters(params: Params, keep: (name: string) => boolean = () => true): number {
  let count = 0;
  for (const [name, leaf] of flatten(params)) if (keep(name)) count += leaf.size;
  return count;
}

/** Free every leaf. */
export function dispose(params: Params): void {
  for (const leaf of flatten(params).values()) leaf.dispose();
}

type MutableParams = { [name: string]: tf.Variable | MutableParams };

function addFolder(folder: MutableParams, name: string): MutableParams {
  const child: MutableParams = {};
  folder[name] = child;
  return child;
}

function visit(params: Params, prefix: string, each: (name: string, leaf: tf.Variable) => void): void {
  for (const [key, value] of Object.entries(params)) {
    if (value instanceof tf.Variable) each(prefix + key, value);
    else if (value) visit(value, `${prefix}${key}.`, each);
  }
}
