// What charts draw is what the API answers.
export type { LivePoints as NewPoints } from "#server/metrics/new-points.ts";
export type { SeriesData } from "#server/metrics/series.ts";
