/** One metric of one run as the API sends it: a point, or a bucket of points, per index. NaN is a gap (NaN or infinite). */
export type SeriesData = {
  runId: string;
  key: string;
  /** Raw points in the asked range. */
  total: number;
  /** Whether an index stands for several points. */
  merged: boolean;
  /** Step of each bucket's last point, ascending. */
  x: Float64Array;
  /** When it was logged, ms since epoch. */
  time: Float64Array;
  min: Float64Array;
  max: Float64Array;
  mean: Float64Array;
  first: Float64Array;
  last: Float64Array;
  count: Float64Array;
  nonFinite: { step: number; value: "NaN" | "Infinity" | "-Infinity" }[];
  attempts: { attempt: number; fromStep: number }[];
};

/** New points of one metric of one run, steps ascending, as the live subscription sends them. */
export type NewPoints = {
  runId: string;
  key: string;
  attempt: number;
  step: number[];
  time: number[];
  value: (number | string)[];
};
