/** Columns of the runs table behind name, status and progress, left to right. `sort`: the API's key. */
export const METRIC_COLUMNS = [
  { key: "loss", sort: "train/loss" },
  { key: "valL1", sort: "val/l1_loss" },
  { key: "gap", sort: "energy/gap" },
] as const;

export type MetricColumn = (typeof METRIC_COLUMNS)[number];
