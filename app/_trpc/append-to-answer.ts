import { appendPoints } from "#app/_chart/append.ts";
import type { LivePoints, SeriesAnswer } from "./rows.ts";

type Range = { xMin?: number | undefined; xMax?: number | undefined };

/** A cached answer of metrics.series with new points at the ends of their series; the same object when none is for it. */
export function appendToAnswer(answer: SeriesAnswer, points: LivePoints[], range: Range): SeriesAnswer {
  const series = answer.series.map((old) =>
    points
      .filter(({ runId, key }) => runId === old.runId && key === old.key)
      .reduce((grown, batch) => appendPoints(grown, within(batch, range)), old),
  );
  return series.some((grown, i) => grown !== answer.series[i]) ? { ...answer, series } : answer;
}

/** Of a batch, what lies in the asked range of steps. */
function within(batch: LivePoints, { xMin = 0, xMax = Number.POSITIVE_INFINITY }: Range): LivePoints {
  const isInside = (_: unknown, i: number) => batch.step[i]! >= xMin && batch.step[i]! <= xMax;
  if (batch.step.every(isInside)) return batch;
  return {
    ...batch,
    step: batch.step.filter(isInside),
    time: batch.time.filter(isInside),
    value: batch.value.filter(isInside),
  };
}
