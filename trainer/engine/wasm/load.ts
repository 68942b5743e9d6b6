import fs from "node:fs";
import v8 from "node:v8";
import type { Wasm } from "./heap.ts";

/** A function of one instruction, f32x4.relaxed_madd: valid where WebAssembly has fused multiply-add. */
const MADD_PROBE = Uint8Array.of(
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 8, 1, 96, 3, 123, 123, 123, 1, 123, 3, 2, 1, 0],
  ...[10, 13, 1, 11, 0, 32, 0, 32, 1, 32, 2, 253, 133, 2, 11],
);

/**
 * Our kernels on this memory: with fused multiply-add where the runtime has it, which is faster by a third. The two
 * builds round differently, so numbers repeat exactly on one kind of machine only.
 */
export async function loadKernels(memory: WebAssembly.Memory, madd: boolean): Promise<Wasm> {
  const file = madd ? "./kernels-fma.wasm" : "./kernels.wasm";
  const { instance } = await WebAssembly.instantiate(fs.readFileSync(new URL(file, import.meta.url)), {
    env: { memory },
  });
  return instance.exports as unknown as Wasm;
}

/** Node 20 has the finished instructions behind a flag that V8 reads whenever a module is compiled; later ones need none. */
export function hasMadd(): boolean {
  if (!WebAssembly.validate(MADD_PROBE)) v8.setFlagsFromString("--experimental-wasm-relaxed-simd");
  return WebAssembly.validate(MADD_PROBE);
}
