import { useMemo } from "react";
import { useTranslations } from "use-intl";
import type { Reference } from "#app/_chart/paint-marks.ts";
import { runInfoNceBounds } from "./info-nce-bounds.ts";

/** Chance and, where energies have a range, the floor as lines of the InfoNCE chart, from the run's own config. */
export function useInfoNceReferences(config: unknown): Reference[] {
  const t = useTranslations("charts.references");
  return useMemo(() => {
    const bounds = runInfoNceBounds(config);
    if (!bounds) return [];
    const chance = { y: bounds.chance, label: t("chance", { chunks: bounds.chunks }) };
    return bounds.floor > 0 ? [chance, { y: bounds.floor, label: t("floor") }] : [chance];
  }, [config, t]);
}
