import type { CorruptRecordError } from "./data-error.ts";

/** Says each damaged record or picture once, with how many there were so far. */
export function reportSkipped(say: (line: string) => void): (error: CorruptRecordError) => void {
  const said = new Set<string>();
  return ({ message }) => {
    if (said.has(message)) return;
    said.add(message);
    say(`skipped, ${said.size} so far: ${message}`);
  };
}
