import { tf } from "../../tf.ts";
import type { Attributes, Heap, Info, Inputs, KernelTable, Wasm } from "../heap.ts";

/**
 * Joining and cutting along one axis, in place of tfjs' own: those copy the whole tensor out of the heap first. What is
 * not a run of blocks of 4-byte numbers is left to them.
 */
export function blockKernels(heap: Heap, wasm: Wasm): KernelTable {
  const { at } = heap;
  /** Cut `length` from `start` on out of x along an axis. */
  const cut = (x: Info, axis: number, start: number, length: number): Info => {
    const { outer, inner } = around(x.shape, axis);
    const part = heap.makeLike(x, x.shape.with(axis, length));
    const row = 4 * inner * x.shape[axis]!;
    wasm.copyBlocks!(at(x) + 4 * inner * start, row, at(part), 4 * inner * length, 4 * inner * length, outer);
    return part;
  };
  return {
    Concat: orElse("Concat", (inputs, { axis }) => {
      const parts = (inputs as unknown as Info[]).filter(({ shape }) => !shape.includes(0));
      if (parts.length < 2 || !parts.every(isPlain)) return null;
      const [first] = parts as [Info];
      const at0 = tf.util.parseAxisParam(Number(axis), first.shape)[0]!;
      const lengths = parts.map(({ shape }) => shape[at0]!);
      const { outer, inner } = around(first.shape, at0);
      const total = sum(lengths);
      const out = heap.makeLike(first, first.shape.with(at0, total));
      let to = at(out);
      for (const [i, part] of parts.entries()) {
        const bytes = 4 * inner * lengths[i]!;
        wasm.copyBlocks!(at(part), bytes, to, 4 * inner * total, bytes, outer);
        to += bytes;
      }
      return out;
    }),
    SplitV: orElse("SplitV", ({ x }, { axis, numOrSizeSplits }) => {
      if (!isPlain(x!)) return null;
      const at0 = tf.util.parseAxisParam(Number(axis), x!.shape)[0]!;
      const lengths = tf.backend_util.prepareSplitSize(x as tf.Tensor, numOrSizeSplits as never, at0);
      const starts = lengths.map((_, i) => sum(lengths.slice(0, i)));
      return lengths.map((length, i) => cut(x!, at0, starts[i]!, length));
    }),
    Slice: orElse("Slice", ({ x }, { begin, size }) => {
      if (!isPlain(x!)) return null;
      const [starts, lengths] = tf.slice_util.parseSliceParams(x as tf.Tensor, begin as never, size as never);
      const cutAxes = x!.shape.map((_, axis) => axis).filter((axis) => lengths![axis] !== x!.shape[axis]);
      const axis = cutAxes[0] ?? 0;
      return cutAxes.length > 1 || lengths!.includes(0) ? null : cut(x!, axis, starts![axis]!, lengths![axis]!);
    }),
  };
}

function isPlain({ dtype, shape }: Info): boolean {
  return (dtype === "float32" || dtype === "int32") && shape.length > 0 && !shape.includes(0);
}

function around(shape: number[], axis: number) {
  const product = (lengths: number[]) => lengths.reduce((size, length) => size * length, 1);
  return { outer: product(shape.slice(0, axis)), inner: product(shape.slice(axis + 1)) };
}

function sum(lengths: number[]): number {
  return lengths.reduce((total, length) => total + length, 0);
}

type Kernel = (inputs: Inputs, attrs: Attributes) => Info | Info[];

/** `run`, or tfjs' own kernel of that name where it returns null. */
function orElse(name: string, run: (inputs: Inputs, attrs: Attributes) => Info | Info[] | null): Kernel {
  const { kernelFunc } = tf.getKernel(name, "wasm");
  return (inputs, attrs) =>
    run(inputs, attrs) ??
    kernelFunc({ inputs: inputs as tf.NamedTensorInfoMap, attrs: attrs as never, backend: tf.backend() });
}
