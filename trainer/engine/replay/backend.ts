import { tf } from "../tf.ts";
import type { DataId } from "./trace.ts";

/** What recording and replaying use of the active tfjs backend beyond its public face. */
export type Backend = {
  write(values: tf.TypedArray, shape: number[], dtype: tf.DataType): DataId;
  readSync(id: DataId): tf.TypedArray;
  disposeData(id: DataId): boolean;
  incRef(id: DataId): void;
  refCount(id: DataId): number;
};

/** tfjs-core marks these private; 4.22 is its last release. */
type Core = {
  backend: Backend;
  state: { registeredVariables: Record<string, tf.Variable> };
  makeTensorFromTensorInfo(info: tf.TensorInfo): tf.Tensor;
  removeDataId(id: DataId, backend: Backend): void;
};

export function core(): Core {
  return tf.engine() as unknown as Core;
}

/** Give back a reference that was taken with incRef, in tfjs' books too when it was the last. */
export function giveBack(id: DataId): void {
  const { backend } = core();
  if (backend.disposeData(id)) core().removeDataId(id, backend);
}
