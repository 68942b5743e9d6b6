import { tf } from "../tf.ts";
import { core, giveBack } from "./backend.ts";
import { openBook } from "./book.ts";
import type { Trace } from "./trace.ts";
import { watchKernels } from "./watch-kernels.ts";

/**
 * Run a step, with inputs made by `makeInputs`, and write down what it does. Returns its outputs, which the caller
 * frees, and the trace, which holds on to the constants it met until `forget`.
 */
export function record(
  step: (inputs: Record<string, tf.Tensor>) => Record<string, tf.Tensor>,
  makeInputs: () => Record<string, tf.Tensor>,
): { outputs: Record<string, tf.Tensor>; trace: Trace } {
  let trace: Trace | undefined;
  const outputs = tf.tidy(() => {
    const inputs = makeInputs();
    const variables = Object.values(core().state.registeredVariables);
    const before = variables.map(({ dataId }) => dataId);
    const book = openBook(inputs, variables);
    const results = orForget(book, () => watchKernels(book.note, () => step(inputs)));
    const changed = variables.filter(({ dataId }, i) => dataId !== before[i]);
    trace = {
      values: book.values,
      calls: book.calls,
      assigned: changed.map((variable) => ({ variable, result: book.operand(variable) })),
      outputs: Object.fromEntries(Object.entries(results).map(([name, tensor]) => [name, book.operand(tensor)])),
    };
    return results;
  });
  return { outputs, trace: trace! };
}

function orForget<T>(book: Pick<Trace, "values">, run: () => T): T {
  try {
    return run();
  } catch (error) {
    forget(book);
    throw error;
  }
}

/** Let go of the constants that a trace holds. */
export function forget({ values }: Pick<Trace, "values">): void {
  for (const value of values) if (value.kind === "constant") giveBack(value.dataId);
}
