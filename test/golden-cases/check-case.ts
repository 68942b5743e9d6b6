import { tf } from "#trainer/engine/tf.ts";
import { checkerOf } from "./checkers.ts";
import { openCase } from "./golden-case.ts";
import { createSheet, type Finding } from "./sheet.ts";

/** Everything that is found about one golden case. Nothing is thrown: what cannot be read or run has failed. */
export async function checkCase(dir: string): Promise<Finding[]> {
  const variables = Object.keys(tf.engine().registeredVariables);
  tf.engine().startScope();
  try {
    const found = await openCase(dir);
    const check = checkerOf(found);
    if (!check) return [unknownCase(found.kind, found.outputs.size)];
    const sheet = createSheet(found.outputs);
    await sheet.part("the whole case", () => check(found, sheet));
    return sheet.findings();
  } catch (error) {
    return [{ group: "the files", status: "failed", outputs: 0, message: `${error}` }];
  } finally {
    tf.engine().endScope();
    for (const [name, variable] of Object.entries(tf.engine().registeredVariables))
      if (!variables.includes(name)) variable.dispose();
  }
}

function unknownCase(kind: string, outputs: number): Finding {
  return { group: "the whole case", status: "skipped", outputs, message: `no checker knows what ${kind} is` };
}
