import { tf } from "../tf.ts";

export type Info = tf.TensorInfo;
export type Inputs = Record<string, Info | undefined>;
export type Attributes = Record<string, number | boolean>;

/** One tfjs kernel: what its inputs and attributes become. */
export type KernelTable = Record<string, (inputs: Inputs, attrs: Attributes) => Info | Info[]>;

/** The functions of kernels.as.ts; addresses are bytes of tfjs' heap. */
export type Wasm = Record<string, (...args: number[]) => void>;

/** What our kernels use of tfjs' wasm backend; its heap is the memory that they work on. */
type Backend = {
  wasm: { asm: { memory: WebAssembly.Memory }; _malloc(bytes: number): number; _free(address: number): void };
  makeOutput(shape: number[], dtype: tf.DataType): Info;
  incRef(id: object): void;
  dataIdMap: { get(id: object): { memoryOffset: number } };
};

export type Heap = ReturnType<typeof openHeap>;

/** The heap of the tfjs wasm backend, which must be active. */
export function openHeap() {
  const backend = tf.backend() as unknown as Backend;
  const { asm, _malloc, _free } = backend.wasm;
  const at = (info: Info | undefined) => (info ? backend.dataIdMap.get(info.dataId).memoryOffset : 0);
  const make = (shape: number[]) => backend.makeOutput(shape, "float32");
  return {
    memory: asm.memory,
    /** Where a tensor's numbers are; 0 when it is absent. */
    at,
    /** A new float32 tensor, its numbers undefined. */
    make,
    makeLike: ({ dtype }: Info, shape: number[]) => backend.makeOutput(shape, dtype),
    zeros(shape: number[]) {
      const info = make(shape);
      new Float32Array(asm.memory.buffer, at(info), sizeOf(info)).fill(0);
      return info;
    },
    int32: (info: Info) => new Int32Array(asm.memory.buffer, at(info), sizeOf(info)),
    /** The same numbers under one more reference. */
    share({ dataId, shape, dtype }: Info): Info {
      backend.incRef(dataId);
      return { dataId, shape, dtype };
    },
    /** Room for a kernel's own use, given back when `use` returns. */
    withScratch(floats: number, use: (address: number) => void) {
      const address = _malloc(4 * floats) >>> 0;
      use(address);
      _free(address);
    },
  };
}

export function sizeOf({ shape }: Info): number {
  let size = 1;
  for (const length of shape) size *= length;
  return size;
}
