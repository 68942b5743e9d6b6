import type { CompiledStep, Engine, Feed, Feeds, Outputs, Step } from "./engine.ts";
import { tf } from "./tf.ts";

/** An engine that runs each step op by op on the tfjs backend that is active now. */
export function eagerEngine(name: string, reason: string): Engine {
  return { name, reason, compile, read, write };
}

/** Each feed as a tensor of the caller. */
export function toTensors(feeds: Feeds): Record<string, tf.Tensor> {
  return Object.fromEntries(Object.entries(feeds).map(([key, feed]) => [key, toTensor(feed)]));
}

/** Takes the tensors over: they are freed when they are read or disposed of. */
export function outputsOf(tensors: Record<string, tf.Tensor>): Outputs {
  const dispose = () => tf.dispose(tensors);
  return {
    dispose,
    async read() {
      const entries = Object.entries(tensors);
      const data = await Promise.all(entries.map(([, tensor]) => tensor.data()));
      // Copied: on wasm the data is a view of a heap that the next step overwrites.
      const result = Object.fromEntries(entries.map(([key], i) => [key, Float32Array.from(data[i]!)]));
      dispose();
      return result;
    },
  };
}

function compile(step: Step): CompiledStep {
  return {
    async run(feeds: Feeds) {
      return outputsOf(tf.tidy(() => step(toTensors(feeds))));
    },
    release() {},
  };
}

async function read(variable: tf.Variable): Promise<Float32Array> {
  return Float32Array.from(await variable.data());
}

function write(variable: tf.Variable, data: Float32Array) {
  tf.tidy(() => variable.assign(tf.tensor(data, variable.shape, "float32")));
}

function toTensor({ data, shape, dtype }: Feed): tf.Tensor {
  return tf.tensor(data, shape, dtype);
}
