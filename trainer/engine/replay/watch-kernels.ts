import { tf } from "../tf.ts";
import type { KernelRun } from "./trace.ts";

/** Told of a kernel before it runs, and through what it returns of the results. */
export type Note = (
  kernel: string,
  run: KernelRun,
  inputs: Record<string, tf.TensorInfo>,
  attrs: unknown,
) => (results: tf.TensorInfo[]) => void;

/** Put `note` around each kernel of the active backend while `run` runs; one that another calls is part of that one. */
export function watchKernels<T>(note: Note, run: () => T): T {
  const kernels = tf.getKernelsForBackend(tf.getBackend()) as unknown as {
    kernelName: string;
    kernelFunc: KernelRun;
  }[];
  const originals = kernels.map(({ kernelFunc }) => kernelFunc);
  let isInside = false;
  const watched = (name: string, original: KernelRun): KernelRun => {
    return (call) => {
      if (isInside) return original(call);
      const done = note(name, original, call.inputs as Record<string, tf.TensorInfo>, call.attrs);
      isInside = true;
      try {
        const made = original(call);
        done(Array.isArray(made) ? made : [made]);
        return made;
      } finally {
        isInside = false;
      }
    };
  };
  for (const [i, kernel] of kernels.entries()) kernel.kernelFunc = watched(kernel.kernelName, originals[i]!);
  try {
    return run();
  } finally {
    for (const [i, kernel] of kernels.entries()) kernel.kernelFunc = originals[i]!;
  }
}
