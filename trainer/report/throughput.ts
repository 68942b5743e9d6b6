export type Throughput = {
  /** Time one step, from waiting for its data to its numbers being there. */
  step<T>(update: () => Promise<T>): Promise<T>;
  /** Inside a step: the time until its data is there counts as waiting. */
  wait<T>(data: () => Promise<T>): Promise<T>;
  /** The perf/… metrics since the last call. */
  take(samplesPerStep: number): Record<string, number>;
};

/** Measures training time only: evaluation and saving happen outside of `step`. */
export function throughput({ now = () => performance.now() } = {}): Throughput {
  let steps = 0;
  let waitMs = 0;
  let totalMs = 0;
  return {
    async step(update) {
      const from = now();
      const result = await update();
      totalMs += now() - from;
      steps++;
      return result;
    },
    async wait(data) {
      const from = now();
      const result = await data();
      waitMs += now() - from;
      return result;
    },
    take(samplesPerStep) {
      const perSecond = totalMs > 0 ? (steps / totalMs) * 1000 : 0;
      const result = {
        "perf/steps_per_second": perSecond,
        "perf/samples_per_second": perSecond * samplesPerStep,
        "perf/data_wait": totalMs > 0 ? waitMs / totalMs : 0,
        "perf/step_ms": steps > 0 ? (totalMs - waitMs) / steps : 0,
      };
      steps = waitMs = totalMs = 0;
      return result;
    },
  };
}
