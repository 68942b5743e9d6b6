import { tf } from "#trainer/engine/tf.ts";
import { compareNumbers, type Numbers, usedShare, type Worst } from "./compare-numbers.ts";
import type { Golden } from "./golden-case.ts";
import type { Tolerance } from "./tolerance.ts";

/** What was found about a group of outputs. */
export type Finding = {
  group: string;
  status: "passed" | "failed" | "skipped";
  /** Outputs of the group; 0 for what is checked without one. */
  outputs: number;
  /** The number that is closest to its tolerance, and where it is. */
  worst?: WorstOutput;
  message?: string;
};

/** `rounding` is the part of what is allowed that float32 leaves undetermined, where the tolerance alone was too small. */
export type WorstOutput = Omit<Worst, "at"> & { at: string; tolerance: Tolerance; rounding: number };

export type Comparison = {
  tolerance: Tolerance;
  /** Name of the group; by default the output's own, with its numbers and its parameter left out. */
  group?: string | undefined;
  /** What float32 leaves undetermined, one number or one for each; asked for only where the tolerance is exceeded. */
  rounding?: (() => number | Numbers) | undefined;
  /** Why an error beyond the tolerance is shown and is no failure. */
  informative?: string | undefined;
};

/** The outputs of one case, each to be compared once or more; what nobody asked about is found at the end. */
export type Sheet = {
  /** Compare an output with what we computed; shapes must agree when it is a tensor. Outputs that are not there are left. */
  compare(output: string, actual: tf.Tensor | Numbers, options: Comparison): void;
  /** A fact that is no output. */
  check(group: string, isSo: boolean, message: string): void;
  /** Say why outputs are not compared. */
  skip(outputs: string[], group: string, message: string): void;
  /** Run a part of the checks: what it throws is a failure of its own, and the others go on. */
  part(what: string, run: () => void | Promise<void>): Promise<void>;
  findings(): Finding[];
};

export function createSheet(outputs: Golden): Sheet {
  const groups = new Map<string, Finding & { names: Set<string> }>();
  const seen = new Set<string>();

  const note = (group: string, change: Partial<Finding>, names: string[] = []) => {
    const found = groups.get(group) ?? { group, status: "passed" as const, outputs: 0, names: new Set<string>() };
    for (const name of names) {
      found.names.add(name);
      seen.add(name);
    }
    const status = found.status === "failed" ? "failed" : (change.status ?? found.status);
    groups.set(group, { ...found, ...change, status, outputs: found.names.size });
  };

  return {
    compare(output, actual, options) {
      const expected = outputs.get(output);
      if (!expected) return;
      const { group = groupOf(output), informative } = options;
      try {
        const worst = findWorst(numbersOf(actual, expected.shape), expected.data, options);
        const at = `${output}${expected.data.length > 1 ? `[${indexOf(worst.at, expected.shape)}]` : ""}`;
        const before = groups.get(group)?.worst;
        const isWorse = !before || badness(worst) > badness(before);
        const change: Partial<Finding> = isWorse ? { worst: { ...worst, at } } : {};
        if (informative) Object.assign(change, { status: "skipped", message: informative });
        else if (!worst.ok) change.status = "failed";
        note(group, change, [output]);
      } catch (error) {
        note(group, { status: "failed", message: `${output}: ${messageOf(error)}` }, [output]);
      }
    },
    check(group, isSo, message) {
      note(group, isSo ? {} : { status: "failed", message });
    },
    skip(names, group, message) {
      const there = names.filter((name) => outputs.has(name) && !seen.has(name));
      if (there.length > 0) note(group, { status: "skipped", message }, there);
    },
    async part(what, run) {
      try {
        await run();
      } catch (error) {
        note(what, { status: "failed", message: messageOf(error) });
      }
    },
    findings() {
      const left = [...outputs.keys()].filter((name) => !seen.has(name));
      const unknown = [...new Set(left.map(groupOf))].map((group) => ({
        group,
        status: "skipped" as const,
        outputs: left.filter((name) => groupOf(name) === group).length,
        message: "not checked: nothing here computes it",
      }));
      return [...[...groups.values()].map(({ names: _, ...finding }) => finding), ...unknown];
    },
  };
}

/** An output's name without the parameter of a gradient and without the number at its end. */
export function groupOf(output: string): string {
  return output.replace(/grad\..*$/, "grad.*").replace(/_\d+$/, "_N");
}

function findWorst(actual: Numbers, expected: Numbers, { tolerance, rounding }: Comparison) {
  const plain = compareNumbers(actual, expected, tolerance);
  if (plain.ok || !rounding) return { ...plain, tolerance, rounding: 0 };
  const extra = rounding();
  const allowances = typeof extra === "number" ? Array.from(expected, () => extra) : extra;
  const worst = compareNumbers(actual, expected, tolerance, allowances);
  return { ...worst, tolerance, rounding: Number(allowances[worst.at] ?? 0) };
}

/** By its tolerance alone, so that what needed more is what is shown; failures before all others. */
function badness({ error, allowed, rounding, ok }: Pick<WorstOutput, "error" | "allowed" | "rounding" | "ok">): number {
  const share = usedShare({ error, allowed: allowed - rounding });
  return ok ? Math.min(share, Number.MAX_VALUE) : Number.POSITIVE_INFINITY;
}

function numbersOf(actual: tf.Tensor | Numbers, shape: readonly number[]): Numbers {
  if (!(actual instanceof tf.Tensor)) return actual;
  if (actual.shape.join() !== shape.join())
    throw new Error(`expected the shape [${shape}], but found [${actual.shape}]`);
  return actual.dataSync();
}

function indexOf(at: number, shape: readonly number[]): string {
  const index: number[] = [];
  let rest = at;
  for (const side of shape.toReversed()) {
    index.unshift(rest % side);
    rest = Math.floor(rest / side);
  }
  return index.join(",");
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : `${error}`;
}
