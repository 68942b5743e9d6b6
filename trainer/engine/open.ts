import { createRequire } from "node:module";
import { env } from "../env.ts";
import { eagerEngine } from "./eager.ts";
import type { Engine } from "./engine.ts";
import { replayEngine } from "./replay-engine.ts";
import { tf } from "./tf.ts";
import { hasMadd } from "./wasm/load.ts";
import { startWasm } from "./wasm-backend.ts";

const NATIVE = { "tensorflow-gpu": "@tensorflow/tfjs-node-gpu", tensorflow: "@tensorflow/tfjs-node" } as const;

export type BackendChoice = "auto" | keyof typeof NATIVE | "wasm";

/** No engine of the wanted kind loads here; the message says which was wanted and why it failed. */
export class EngineError extends Error {
  override name = "EngineError";
}

/**
 * Pick what computes: TensorFlow on the GPU, TensorFlow on the CPU, else WebAssembly, which always works.
 * @throws EngineError when a native engine was asked for by name and does not load.
 */
export async function openEngine(choice: BackendChoice = "auto", threads: number | null = null): Promise<Engine> {
  const version = tf.version_core;
  // WebAssembly computes on one thread whatever this says.
  if (threads !== null) env.limitNativeThreads(threads);
  if (choice === "wasm") return await openWasm("asked for by name", version);
  const failures: string[] = [];
  for (const kind of choice === "auto" ? (["tensorflow-gpu", "tensorflow"] as const) : [choice]) {
    const failure = await loadNative(NATIVE[kind]);
    if (failure === null)
      return eagerEngine(
        `${NATIVE[kind].split("/")[1]} ${version}`,
        choice === "auto" ? "the fastest engine that loads here" : "asked for by name",
      );
    failures.push(`${NATIVE[kind]} ${failure}`);
  }
  if (choice !== "auto") throw new EngineError(`engine.backend ${choice} cannot be used: ${failures[0]}`);
  return await openWasm(`no native engine loads here (${failures.join("; ")})`, version);
}

async function openWasm(reason: string, version: string): Promise<Engine> {
  await startWasm();
  return replayEngine(`tfjs-wasm ${version}${hasMadd() ? ", fused multiply-add" : ""}`, reason);
}

/** Load a native tfjs package and make it the active backend; null, or why it could not be. */
async function loadNative(name: string): Promise<string | null> {
  const require = createRequire(import.meta.url);
  restoreRemovedUtil(require("node:util"));
  try {
    require(name);
    const active = (await tf.setBackend("tensorflow")) && tf.getBackend() === "tensorflow";
    return active ? null : "loaded, but its backend did not start";
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === "MODULE_NOT_FOUND" ? "is not installed" : `failed to load: ${message.split("\n")[0]}`;
  }
}

/** tfjs-node 4.22 calls two helpers of node:util that Node 24 removed; upstream's fix was never released. */
function restoreRemovedUtil(util: Record<string, unknown>) {
  util.isNullOrUndefined ??= (x: unknown) => x === null || x === undefined;
  util.isArray ??= Array.isArray;
}
