import { createRequire } from "node:module";
import { dirname } from "node:path";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import { tf } from "./tf.ts";
import { registerWasmKernels } from "./wasm/register.ts";

/**
 * Make tfjs compute on its WebAssembly backend (SIMD, one thread). Safe to call twice.
 * Throws when the backend cannot start.
 */
export async function startWasm(): Promise<void> {
  const isFirst = tf.findBackend("wasm") === null;
  if (isFirst) setWasmPaths(`${wasmFolder()}/`);
  if (!(await tf.setBackend("wasm"))) throw new Error("expected the tfjs wasm backend to start, but it did not");
  await tf.ready();
  if (isFirst) await registerWasmKernels();
}

function wasmFolder(): string {
  return dirname(createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm"));
}
