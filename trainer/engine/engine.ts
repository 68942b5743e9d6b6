import type { tf } from "./tf.ts";

/** One input of a step, on the host. Shapes must not change between runs of one compiled step. */
export type Feed = { shape: number[]; dtype: "float32" | "int32"; data: Float32Array | Int32Array };
export type Feeds = Record<string, Feed>;

/**
 * A training or evaluation step: tensors in, named tensors out; state lives in tf.Variables that it assigns to.
 * Whatever changes from step to step must be an input: an engine may write down what a step does and do that again
 * without calling it, so numbers and branches in the closure are frozen, and nothing may be drawn or read on the host.
 */
export type Step = (inputs: Record<string, tf.Tensor>) => Record<string, tf.Tensor>;

/** Results that are still where they were computed. Read or dispose each exactly once. */
export type Outputs = { read(): Promise<Record<string, Float32Array>>; dispose(): void };

export type CompiledStep = { run(feeds: Feeds): Promise<Outputs>; release(): void };

/**
 * What computes. Variables must be read and written through the engine: a compiling engine keeps their truth elsewhere.
 */
export interface Engine {
  /** What it is, for people: "tfjs wasm 4.22.0". */
  readonly name: string;
  /** Why this one, in one sentence. */
  readonly reason: string;
  compile(step: Step): CompiledStep;
  read(variable: tf.Variable): Promise<Float32Array>;
  write(variable: tf.Variable, data: Float32Array): void;
}
