import { useCallback } from "react";
import { useText } from "#app/_i18n/use-text.ts";
import { metricInfo } from "#trainer/contract/metrics.ts";

/** A metric's name for people; its own where we have none. */
export function useMetricName(): (key: string) => string {
  const text = useText();
  return useCallback(
    (key) => {
      const info = metricInfo(key);
      return info ? text(info.label) : key;
    },
    [text],
  );
}
