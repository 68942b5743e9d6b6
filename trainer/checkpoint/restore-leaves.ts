import { compareShapes } from "../compare-shapes.ts";
import type { Engine } from "../engine/engine.ts";
import type { tf } from "../engine/tf.ts";
import { toFloat32 } from "../safetensors/dtype.ts";
import { type HostTensor, readSafetensorsHeader, readTensor } from "../safetensors.ts";

/** Tensors on disk; `where` names them in errors. */
export type TensorSource = {
  where: string;
  shapes: ReadonlyMap<string, readonly number[]>;
  read(name: string): Promise<HostTensor>;
};

/** Copy stored tensors into leaves, one at a time. @throws Error naming missing, extra and misshapen tensors, before any is written */
export async function restoreLeaves(
  leaves: ReadonlyMap<string, tf.Variable>,
  { where, shapes, read }: TensorSource,
  engine: Engine,
): Promise<void> {
  compareShapes(where, new Map([...leaves].map(([name, { shape }]) => [name, shape])), shapes);
  for (const [name, leaf] of leaves) engine.write(leaf, toFloat32((await read(name)).data));
}

/** The tensors of one safetensors file. */
export async function openTensors(file: string): Promise<TensorSource> {
  const header = await readSafetensorsHeader(file);
  return {
    where: file,
    shapes: new Map([...header.entries].map(([name, { shape }]) => [name, shape])),
    read: (name) => readTensor(header, name),
  };
}
