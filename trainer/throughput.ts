export type Throughput = {
  /** Time spent waiting for a batch, and then computing with it, both in ms. */
  step(waitMs: number, computeMs: number): void;
  /** The perf/… metrics since the last call. */
  take(batchSize: number): Record<string, number>;
};

/** Measures training time only: evaluation and saving happen outside what is handed to `step`. */
export function throughput(): Throughput {
  let steps = 0;
  let wait = 0;
  let compute = 0;
  return {
    step(waitMs, computeMs) {
      steps++;
      wait += waitMs;
      compute += computeMs;
    },
    take(batchSize) {
      const seconds = (wait + compute) / 1000;
      const perSecond = seconds > 0 ? steps / seconds : 0;
      const result = {
        "perf/steps_per_second": perSecond,
        "perf/samples_per_second": perSecond * batchSize,
        "perf/data_wait": wait + compute > 0 ? wait / (wait + compute) : 0,
        "perf/step_ms": steps > 0 ? compute / steps : 0,
      };
      steps = wait = compute = 0;
      return result;
    },
  };
}
