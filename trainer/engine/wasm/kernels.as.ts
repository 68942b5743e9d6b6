// AssemblyScript, not TypeScript: compiled by `npm run build:kernels` to the .wasm files here, which are committed.
// It works on the heap of the tfjs wasm backend, so it owns no memory: no arrays, no strings, no data segments.
// Matrices are f32, row-major; addresses are bytes, strides and sizes are elements.

// @ts-nocheck

export { adamW } from "./kernels/adamw.as";
export { attention, attentionGrad } from "./kernels/attention.as";
export { copyBlocks } from "./kernels/blocks.as";
export { gelu, geluGrad } from "./kernels/gelu.as";
export { gemm } from "./kernels/gemm.as";
export { norm, normGrad } from "./kernels/norm.as";
export { scaledResidual, scaledResidualGrad } from "./kernels/residual.as";
export { rope } from "./kernels/rope.as";
export { gatherRows, scatterRows } from "./kernels/rows.as";
export { silu, siluGate, siluGateGrad, siluGrad } from "./kernels/silu.as";
export { addRows, addSquares } from "./kernels/sums.as";
export { unfold } from "./kernels/unfold.as";
