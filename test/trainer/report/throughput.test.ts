import { expect, test } from "vitest";
import { throughput } from "#trainer/report/throughput.ts";

test("counts steps alone: what happens between them, validation and saving, takes no part", async () => {
  let now = 0;
  const passing = (ms: number) => async () => {
    now += ms;
  };
  const speed = throughput({ now: () => now });
  for (let i = 0; i < 4; i++) {
    await speed.step(async () => {
      await speed.wait(passing(100));
      await passing(400)();
    });
    await passing(60_000)();
  }
  expect(speed.take(8)).toEqual({
    "perf/steps_per_second": 2,
    "perf/samples_per_second": 16,
    "perf/data_wait": 0.2,
    "perf/step_ms": 400,
  });
  expect(speed.take(8)).toMatchObject({ "perf/steps_per_second": 0, "perf/data_wait": 0 });
});
