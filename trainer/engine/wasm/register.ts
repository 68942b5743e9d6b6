import { tf } from "../tf.ts";
import { type Attributes, type Inputs, type KernelTable, openHeap } from "./heap.ts";
import { hasMadd, loadKernels } from "./load.ts";
import { attentionKernels } from "./table/attention.ts";
import { blockKernels } from "./table/blocks.ts";
import { elementwiseKernels } from "./table/elementwise.ts";
import { matMulKernels } from "./table/mat-mul.ts";
import { normKernels } from "./table/norm.ts";
import { optimizerKernels } from "./table/optimizer.ts";
import { residualKernels } from "./table/residual.ts";
import { ropeKernels } from "./table/rope.ts";
import { rowKernels } from "./table/rows.ts";

/**
 * Add our SIMD kernels (kernels.as.ts) to the wasm backend, which must be active: its ops on rows, matrices and
 * attention, the optimizer, and a few of tfjs' own that are slow there. They work on its heap.
 */
export async function registerWasmKernels(madd = hasMadd()): Promise<void> {
  const heap = openHeap();
  const wasm = await loadKernels(heap.memory, madd);
  const table: KernelTable = {
    // tfjs' own copies; every tensor kept for the backward pass goes through it. Sharing is what cpu does.
    Identity({ x }) {
      return heap.share(x!);
    },
    ...blockKernels(heap, wasm),
    ...matMulKernels(heap, wasm),
    ...attentionKernels(heap, wasm),
    ...normKernels(heap, wasm),
    ...elementwiseKernels(heap, wasm),
    ...residualKernels(heap, wasm),
    ...ropeKernels(heap, wasm),
    ...rowKernels(heap, wasm),
    ...optimizerKernels(heap, wasm),
  };
  for (const [kernelName, run] of Object.entries(table)) {
    if (tf.getKernel(kernelName, "wasm")) tf.unregisterKernel(kernelName, "wasm");
    tf.registerKernel({
      kernelName,
      backendName: "wasm",
      kernelFunc: ({ inputs, attrs }) => run(inputs as Inputs, (attrs ?? {}) as unknown as Attributes),
    });
  }
}
