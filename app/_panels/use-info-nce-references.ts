import { useMemo } from "react";
import { useTranslations } from "use-intl";
import type { Reference } from "#app/_chart/paint-marks.ts";
import { valueAt } from "#app/_form/field.ts";
import { infoNceBounds } from "./info-nce-bounds.ts";

/** ln B and the floor as lines of the InfoNCE chart, from the run's own batch size and temperature. */
export function useInfoNceReferences(config: unknown): Reference[] {
  const t = useTranslations("charts.references");
  const batchSize = Number(valueAt(config, "training.batchSize"));
  const tau = Number(valueAt(config, "energy.tau"));
  return useMemo(() => {
    const bounds = infoNceBounds(batchSize, tau);
    if (!bounds) return [];
    return [
      { y: bounds.chance, label: t("chance", { batch: batchSize }) },
      { y: bounds.floor, label: t("floor") },
    ];
  }, [batchSize, tau, t]);
}
