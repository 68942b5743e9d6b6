import { QueryClient } from "@tanstack/react-query";
import { expect, test } from "vitest";
import { mendLateAnswers } from "#app/_trpc/late-answers.ts";
import type { LivePoints, SeriesAnswer } from "#app/_trpc/rows.ts";
import { makeData } from "../chart/make-series.ts";

const KEY = [["metrics", "series"], { input: { series: [], xMax: 40 }, type: "query" }];
const batch = (step: number): LivePoints => ({
  runId: "run1",
  key: "train/loss",
  attempt: 1,
  step: [step],
  time: [step],
  value: [step],
});

test("points that came while an answer was under way are in it, once, and within its range", async () => {
  const queryClient = new QueryClient();
  let clock = 0;
  const late = mendLateAnswers(queryClient, () => clock);
  let answer: (data: SeriesAnswer) => void = () => undefined;
  const asked = queryClient.fetchQuery({
    queryKey: KEY,
    queryFn: () => new Promise<SeriesAnswer>((resolve) => (answer = resolve)),
  });
  late.take([batch(20)]);
  late.take([batch(30), { ...batch(30), runId: "other" }]);
  late.take([batch(50)]);
  // It was read when step 20 was there already.
  answer({ series: [makeData([1, 2])] });
  await asked;
  const steps = () => [...queryClient.getQueryData<SeriesAnswer>(KEY)!.series[0]!.x];
  expect(steps()).toEqual([10, 20, 30]);

  clock = 60_000;
  late.take([]);
  await queryClient.fetchQuery({ queryKey: KEY, queryFn: () => ({ series: [makeData([1, 2])] }) });
  expect(steps()).toEqual([10, 20]);
  late.stop();
});
