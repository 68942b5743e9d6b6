import type { Heap, Info, KernelTable, Wasm } from "../heap.ts";
import { gemmScratch } from "./mat-mul.ts";

/** Attention and its gradient, of separate q, k, v and of the three side by side. */
export function attentionKernels(heap: Heap, wasm: Wasm): KernelTable {
  return {
    VelaAttention({ q, k, v, keyBias }, { heads, causal }) {
      return forward(heap, wasm, separate(heap, q!, k!, v!, Number(heads)), keyBias, Number(causal));
    },
    VelaSelfAttention({ qkv, keyBias }, { heads, causal }) {
      return forward(heap, wasm, packed(heap, qkv!, Number(heads)), keyBias, Number(causal));
    },
    VelaAttentionGrad({ dy, q, k, v, weights }, { heads }) {
      const layout = separate(heap, q!, k!, v!, Number(heads));
      const gradients = [
        layout.queryStride === 0 ? heap.zeros(q!.shape) : heap.make(q!.shape),
        heap.make(k!.shape),
        heap.make(v!.shape),
      ];
      backward(heap, wasm, layout, { dy, weights, gradients: gradients.map(heap.at) });
      return gradients;
    },
    VelaSelfAttentionGrad({ dy, qkv, weights }, { heads }) {
      const gradient = heap.make(qkv!.shape);
      const layout = packed(heap, qkv!, Number(heads));
      const first = heap.at(gradient);
      const gradients = [first, first + 4 * layout.width, first + 8 * layout.width];
      backward(heap, wasm, layout, { dy, weights, gradients });
      return gradient;
    },
  };
}

type Layout = ReturnType<typeof separate>;
type Backward = { dy: Info | undefined; weights: Info | undefined; gradients: number[] };

function forward({ make, at, withScratch }: Heap, wasm: Wasm, layout: Layout, bias: Info | undefined, causal: number) {
  const { batch, queries, keys, heads, head, width, q, queryStride, queryRow, k, v, keyRow } = layout;
  const out = make([batch, queries, width]);
  const weights = make([batch, heads, queries, Math.ceil(keys / 8) * 8]);
  const floats = Math.max(gemmScratch(keys, head), gemmScratch(head, keys));
  withScratch(floats, (scratch) => {
    const read = [q, queryStride, queryRow, k, v, keyRow, at(bias)];
    wasm.attention!(...read, at(out), at(weights), scratch, batch, queries, keys, heads, head, causal);
  });
  return [out, weights];
}

function backward({ at, withScratch }: Heap, wasm: Wasm, layout: Layout, { dy, weights, gradients }: Backward) {
  const { batch, queries, keys, heads, head, q, queryStride, queryRow, k, v, keyRow } = layout;
  const floats = Math.max(gemmScratch(keys, head), gemmScratch(head, keys), gemmScratch(head, queries));
  withScratch(queries * Math.ceil(keys / 8) * 8 + floats, (scratch) => {
    const read = [at(dy), q, queryStride, queryRow, k, v, keyRow, at(weights)];
    wasm.attentionGrad!(...read, ...gradients, scratch, batch, queries, keys, heads, head);
  });
}

/** q is read again for every context when it has a batch of one and k has not. */
function separate({ at }: Heap, q: Info, k: Info, v: Info, heads: number) {
  const [queryBatch = 0, queries = 0, width = 0] = q.shape;
  const [batch = 0, keys = 0] = k.shape;
  const queryStride = queryBatch === batch ? queries * width : 0;
  const addresses = { q: at(q), queryStride, queryRow: width, k: at(k), v: at(v), keyRow: width };
  return { batch, queries, keys, heads, head: width / heads, width, ...addresses };
}

function packed({ at }: Heap, qkv: Info, heads: number): Layout {
  const [batch = 0, length = 0, row = 0] = qkv.shape;
  const width = row / 3;
  const q = at(qkv);
  const addresses = { q, queryStride: length * row, queryRow: row, k: q + 4 * width, v: q + 8 * width, keyRow: row };
  return { batch, queries: length, keys: length, heads, head: width / heads, width, ...addresses };
}
