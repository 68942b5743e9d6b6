import { eagerEngine, outputsOf, toTensors } from "./eager.ts";
import type { CompiledStep, Engine, Feeds, Step } from "./engine.ts";
import { ownData } from "./replay/own-data.ts";
import { type Plan, planOf } from "./replay/plan.ts";
import { forget, record } from "./replay/record.ts";
import { replay } from "./replay/replay.ts";
import { sameTrace } from "./replay/same-trace.ts";
import type { Trace } from "./replay/trace.ts";
import { tf } from "./tf.ts";

/**
 * An engine that writes down which kernels a step runs and from then on runs these alone, which saves what tfjs does
 * around them. Each set of feed shapes is recorded by itself. Results are those of the eager engine to the last bit.
 */
export function replayEngine(name: string, reason: string): Engine {
  return { ...eagerEngine(name, reason), compile };
}

/** What is known of a step for one set of feed shapes. `plan` is null until two runs in a row did the same. */
type Known = { runs: number; trace: Trace; plan: Plan | null };

/** More sets of shapes than this are run eagerly, and so is a step that differs from run to run this often. */
const MAX_PLANS = 32;
const MAX_TRIES = 4;

function compile(step: Step): CompiledStep {
  const known = new Map<string, Known>();
  const eager = eagerEngine("", "").compile(step);
  return {
    async run(feeds) {
      const key = shapesOf(feeds);
      const past = known.get(key);
      if (past?.plan) ownData(past.plan.overwritten);
      if (past?.plan && !isRecheck(++past.runs)) return replay(past.plan, feeds);
      if (past ? !past.plan && past.runs >= MAX_TRIES : known.size >= MAX_PLANS) return eager.run(feeds);
      const { outputs, trace } = record(step, () => toTensors(feeds));
      const learned = learn(past, trace);
      if (learned) known.set(key, learned);
      else {
        tf.dispose(outputs);
        throw new Error(
          `expected run ${past?.runs} of a step to do what the others did: what changes must be an input`,
        );
      }
      return outputsOf(outputs);
    },
    release() {
      for (const { trace } of known.values()) forget(trace);
      known.clear();
    },
  };
}

/** A plan is checked against a run of the step itself now and then, ever more rarely. */
function isRecheck(run: number): boolean {
  return (run & (run - 1)) === 0;
}

/** Null when a plan turns out to be wrong. */
function learn(past: Known | undefined, trace: Trace): Known | null {
  if (!past) return { runs: 1, trace, plan: null };
  if (sameTrace(past.trace, trace)) {
    forget(trace);
    return past.plan ? past : { ...past, runs: past.runs + 1, plan: planOf(past.trace) };
  }
  forget(past.plan ? trace : past.trace);
  return past.plan ? null : { runs: past.runs + 1, trace, plan: null };
}

function shapesOf(feeds: Feeds): string {
  return Object.entries(feeds)
    .map(([name, { shape, dtype }]) => `${name} ${dtype} ${shape}`)
    .join(", ");
}
