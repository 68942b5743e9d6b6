import { type Attributes, type Heap, type Info, type Inputs, type KernelTable, sizeOf, type Wasm } from "../heap.ts";

/** LayerNorm centres its rows, RMSNorm does not; both keep what the backward pass needs of each row. */
export function normKernels(heap: Heap, wasm: Wasm): KernelTable {
  return {
    VelaLayerNorm(inputs, attrs) {
      return forward(heap, wasm, inputs, attrs, true);
    },
    VelaLayerNormGrad(inputs) {
      return backward(heap, wasm, inputs, inputs.stats!, true);
    },
    VelaRmsNorm(inputs, attrs) {
      return forward(heap, wasm, inputs, attrs, false);
    },
    VelaRmsNormGrad(inputs) {
      return backward(heap, wasm, inputs, inputs.inverse!, false);
    },
  };
}

function forward(
  { at, make }: Heap,
  wasm: Wasm,
  { x, weight, bias }: Inputs,
  { eps }: Attributes,
  center: boolean,
): Info[] {
  const width = sizeOf(weight!);
  const rows = sizeOf(x!) / width;
  const y = make(x!.shape);
  const stats = make([rows, center ? 2 : 1]);
  wasm.norm!(at(x), at(weight), at(bias), at(y), at(stats), rows, width, Number(eps), Number(center));
  return [y, stats];
}

function backward(
  { at, make, zeros }: Heap,
  wasm: Wasm,
  { dy, x, weight }: Inputs,
  stats: Info,
  center: boolean,
): Info[] {
  const width = sizeOf(weight!);
  const dx = make(x!.shape);
  const dWeight = zeros(weight!.shape);
  const dBias = center ? zeros(weight!.shape) : undefined;
  const written = [at(dx), at(dWeight), at(dBias)];
  wasm.normGrad!(at(x), at(weight), at(stats), at(dy), ...written, sizeOf(x!) / width, width, Number(center));
  return dBias ? [dx, dWeight, dBias] : [dx, dWeight];
}
