import { useCallback } from "react";
import { useText } from "#app/_i18n/use-text.ts";
import { METRICS } from "#trainer/contract/metrics.ts";

/** A metric's name for people; its own where we have none. */
export function useMetricName(): (key: string) => string {
  const text = useText();
  return useCallback((key) => (METRICS[key] ? text(METRICS[key].label) : key), [text]);
}
