import fs from "node:fs";
import { tf } from "../tf.ts";

type Info = tf.TensorInfo;
type Inputs = Record<string, Info>;
type Attributes = Record<string, number | boolean>;
type Kernels = Record<string, (...args: number[]) => void>;

/** What this file uses of tfjs' wasm backend; its heap is the memory that our kernels work on. */
type Heap = {
  wasm: { asm: { memory: WebAssembly.Memory }; _malloc(bytes: number): number; _free(address: number): void };
  makeOutput(shape: number[], dtype: "float32"): Info;
  incRef(id: object): void;
  dataIdMap: { get(id: object): { id: number; memoryOffset: number } };
  typedArrayFromHeap(info: Info): Float32Array;
};

/**
 * Add our SIMD kernels (kernels.as.ts) to the wasm backend, which must be active. They compute in place on its heap:
 * attention, normalisation, GELU, SiLU, rotary embedding, matrix products, AdamW.
 */
export async function registerWasmKernels(): Promise<void> {
  const heap = tf.backend() as unknown as Heap;
  const binary = fs.readFileSync(new URL("./kernels.wasm", import.meta.url));
  shareClones(heap);
  const { instance } = await WebAssembly.instantiate(binary, { env: { memory: heap.wasm.asm.memory } });
  for (const [kernelName, run] of Object.entries(kernelTable(heap, instance.exports as unknown as Kernels))) {
    tf.registerKernel({
      kernelName,
      backendName: "wasm",
      kernelFunc: ({ inputs, attrs }) => run(inputs as unknown as Inputs, (attrs ?? {}) as unknown as Attributes),
    });
  }
}

/** tfjs' own Identity copies; every tensor kept for the backward pass goes through it. Sharing is what cpu does. */
function shareClones(heap: Heap) {
  tf.unregisterKernel("Identity", "wasm");
  tf.registerKernel({
    kernelName: "Identity",
    backendName: "wasm",
    kernelFunc: ({ inputs }) => {
      const { dataId, shape, dtype } = inputs.x as Info;
      heap.incRef(dataId);
      return { dataId, shape, dtype };
    },
  });
}

function kernelTable(heap: Heap, wasm: Kernels): Record<string, (inputs: Inputs, attrs: Attributes) => Info | Info[]> {
  const at = (info: Info | undefined) => (info ? heap.dataIdMap.get(info.dataId).memoryOffset : 0);
  const make = (shape: number[]) => heap.makeOutput(shape, "float32");
  const zeros = (shape: number[]) => {
    const info = make(shape);
    heap.typedArrayFromHeap(info).fill(0);
    return info;
  };
  const size = (info: Info) => info.shape.reduce((product, n) => product * n, 1);
  /** Room for a kernel's own use, given back when `use` returns. */
  const withScratch = (floats: number, use: (address: number) => void) => {
    const address = heap.wasm._malloc(4 * floats);
    use(address);
    heap.wasm._free(address);
  };
  const elementwise = (kernel: (...args: number[]) => void) => (inputs: Inputs) => {
    const y = make(inputs.x!.shape);
    kernel(...Object.values(orderedInputs(inputs)).map(at), at(y), size(inputs.x!));
    return y;
  };
  const normForward =
    (center: boolean) =>
    (inputs: Inputs, { eps }: Attributes) => {
      const { x, weight, bias } = inputs as { x: Info; weight: Info; bias?: Info };
      const width = size(weight);
      const rows = size(x) / width;
      const y = make(x.shape);
      const stats = make([rows, center ? 2 : 1]);
      wasm.norm!(at(x), at(weight), at(bias), at(y), at(stats), rows, width, Number(eps), Number(center));
      return [y, stats];
    };
  const normBackward = (center: boolean) => (inputs: Inputs) => {
    const { dy, x, weight } = inputs as { dy: Info; x: Info; weight: Info };
    const stats = (center ? inputs.stats : inputs.inverse)!;
    const width = size(weight);
    const dx = make(x.shape);
    const dWeight = zeros(weight.shape);
    const dBias = center ? zeros(weight.shape) : undefined;
    wasm.normGrad!(
      at(x),
      at(weight),
      at(stats),
      at(dy),
      at(dx),
      at(dWeight),
      at(dBias),
      size(x) / width,
      width,
      Number(center),
    );
    return dBias ? [dx, dWeight, dBias] : [dx, dWeight];
  };

  return {
    VelaMatMul({ a, b, bias }, { transposeA, transposeB }) {
      const [m, k] = transposeA ? [a!.shape[1]!, a!.shape[0]!] : [a!.shape[0]!, a!.shape[1]!];
      const n = transposeB ? b!.shape[0]! : b!.shape[1]!;
      const c = make([m, n]);
      withScratch(4 * k + (transposeB ? k * n : 0), (scratch) => {
        wasm.matMul!(at(a), Number(transposeA), at(b), Number(transposeB), at(bias), at(c), scratch, m, n, k);
      });
      return c;
    },
    VelaAttention({ q, k, v, keyBias }, { heads, causal }) {
      const shape = attentionShape(q!, k!, Number(heads));
      const out = make([shape.batch, shape.queries, shape.width]);
      const weights = make([shape.batch, shape.heads, shape.queries, shape.paddedKeys]);
      withScratch((shape.head + 4) * shape.paddedKeys + 4 * shape.head, (scratch) => {
        wasm.attention!(
          at(q),
          shape.queryStride,
          shape.width,
          at(k),
          at(v),
          shape.width,
          at(keyBias),
          at(out),
          at(weights),
          scratch,
          ...shape.sizes,
          Number(causal),
        );
      });
      return [out, weights];
    },
    VelaAttentionGrad({ dy, q, k, v, weights }, { heads }) {
      const shape = attentionShape(q!, k!, Number(heads));
      const dq = shape.queryStride === 0 ? zeros(q!.shape) : make(q!.shape);
      const dk = make(k!.shape);
      const dv = make(v!.shape);
      withScratch((shape.head + shape.queries + 4) * shape.paddedKeys + 4 * (shape.queries + shape.head), (scratch) => {
        wasm.attentionGrad!(
          at(dy),
          at(q),
          shape.queryStride,
          shape.width,
          at(k),
          at(v),
          shape.width,
          at(weights),
          at(dq),
          at(dk),
          at(dv),
          scratch,
          ...shape.sizes,
        );
      });
      return [dq, dk, dv];
    },
    VelaSelfAttention({ qkv, keyBias }, { heads, causal }) {
      const shape = packedShape(qkv!, Number(heads));
      const out = make([shape.batch, shape.queries, shape.width]);
      const weights = make([shape.batch, shape.heads, shape.queries, shape.paddedKeys]);
      const part = 4 * shape.width;
      withScratch((shape.head + 4) * shape.paddedKeys + 4 * shape.head, (scratch) => {
        const q = at(qkv);
        wasm.attention!(
          q,
          shape.queryStride,
          3 * shape.width,
          q + part,
          q + 2 * part,
          3 * shape.width,
          at(keyBias),
          at(out),
          at(weights),
          scratch,
          ...shape.sizes,
          Number(causal),
        );
      });
      return [out, weights];
    },
    VelaSelfAttentionGrad({ dy, qkv, weights }, { heads }) {
      const shape = packedShape(qkv!, Number(heads));
      const dqkv = make(qkv!.shape);
      const part = 4 * shape.width;
      withScratch((shape.head + shape.queries + 4) * shape.paddedKeys + 4 * (shape.queries + shape.head), (scratch) => {
        const [q, d] = [at(qkv), at(dqkv)];
        wasm.attentionGrad!(
          at(dy),
          q,
          shape.queryStride,
          3 * shape.width,
          q + part,
          q + 2 * part,
          3 * shape.width,
          at(weights),
          d,
          d + part,
          d + 2 * part,
          scratch,
          ...shape.sizes,
        );
      });
      return dqkv;
    },
    VelaGatherRows({ x, indices }) {
      checkIndices(heap, indices!, x!.shape[0]!);
      const y = make([...indices!.shape, x!.shape[1]!]);
      wasm.gatherRows!(at(x), at(indices), at(y), size(indices!), x!.shape[1]!);
      return y;
    },
    VelaScatterRows({ dy, indices }, { rows }) {
      const width = dy!.shape.at(-1)!;
      const dx = zeros([Number(rows), width]);
      wasm.scatterRows!(at(dy), at(indices), at(dx), size(indices!), width);
      return dx;
    },
    VelaUnfold({ x }, { patch }) {
      const [images = 0, channels = 0, side = 0] = x!.shape;
      const grid = side / Number(patch);
      const y = make([images, grid * grid, channels * Number(patch) ** 2]);
      wasm.unfold!(at(x), at(y), images, channels, grid, Number(patch));
      return y;
    },
    VelaRope({ qkv, cos, sin }, { heads, direction }) {
      const { batch, queries, head } = packedShape(qkv!, Number(heads));
      const y = make(qkv!.shape);
      wasm.rope!(at(qkv), at(cos), at(sin), at(y), batch, queries, Number(heads), head, Number(direction));
      return y;
    },
    VelaAdamW({ p, m, v, gradient, scalars, gradientScale }, { beta1, beta2, eps }) {
      const next = [make(p!.shape), make(p!.shape), make(p!.shape)];
      const read = [p, m, v, gradient, scalars, gradientScale].map(at);
      wasm.adamW!(...read, ...next.map(at), size(p!), Number(beta1), Number(beta2), Number(eps));
      return next;
    },
    VelaSumOfSquares(inputs) {
      const sum = zeros([]);
      for (const input of Object.values(inputs)) wasm.addSquares!(at(input), size(input), at(sum));
      return sum;
    },
    VelaLayerNorm: normForward(true),
    VelaLayerNormGrad: normBackward(true),
    VelaRmsNorm: normForward(false),
    VelaRmsNormGrad: normBackward(false),
    VelaGelu: elementwise(wasm.gelu!),
    VelaGeluGrad: elementwise(wasm.geluGrad!),
    VelaSilu: elementwise(wasm.silu!),
    VelaSiluGrad: elementwise(wasm.siluGrad!),
    VelaSiluGate({ x }) {
      const half = x!.shape.at(-1)! / 2;
      const y = make([...x!.shape.slice(0, -1), half]);
      wasm.siluGate!(at(x), at(y), size(y) / half, half);
      return y;
    },
    VelaSiluGateGrad({ dy, x }) {
      const half = x!.shape.at(-1)! / 2;
      const dx = make(x!.shape);
      wasm.siluGateGrad!(at(x), at(dy), at(dx), size(dy!) / half, half);
      return dx;
    },
  };
}

/** The kernels trust their indices, so one outside the table must not reach them. */
function checkIndices(heap: Heap, indices: Info, rows: number) {
  const { memoryOffset } = heap.dataIdMap.get(indices.dataId);
  const count = indices.shape.reduce((product, n) => product * n, 1);
  const bad = new Int32Array(heap.wasm.asm.memory.buffer, memoryOffset, count).find((row) => row < 0 || row >= rows);
  if (bad !== undefined) throw new RangeError(`row ${bad} was asked for, the table has ${rows}`);
}

/** x before dy, as the kernels take them. */
function orderedInputs({ x, dy }: Inputs): Inputs {
  return dy ? { x: x!, dy } : { x: x! };
}

function attentionShape(q: Info, k: Info, heads: number) {
  const [queryBatch = 0, queries = 0, width = 0] = q.shape;
  const [batch = 0, keys = 0] = k.shape;
  return shapeOf(batch, queries, keys, width, heads, queryBatch === batch ? queries * width : 0);
}

function packedShape(qkv: Info, heads: number) {
  const [batch = 0, length = 0, packed = 0] = qkv.shape;
  return shapeOf(batch, length, length, packed / 3, heads, length * packed);
}

function shapeOf(batch: number, queries: number, keys: number, width: number, heads: number, queryStride: number) {
  const head = width / heads;
  const paddedKeys = Math.ceil(keys / 8) * 8;
  return {
    batch,
    queries,
    keys,
    width,
    heads,
    head,
    paddedKeys,
    queryStride,
    sizes: [batch, queries, keys, heads, head],
  };
}
