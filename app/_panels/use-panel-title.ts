import { useTranslations } from "use-intl";
import { useText } from "#app/_i18n/use-text.ts";
import { METRICS } from "#trainer/contract/metrics.ts";
import type { PlannedPanel } from "./plan-panels.ts";

/** What a panel is called: as its reader wished, as we call it, or as its metric. */
export function usePanelTitle(): (panel: PlannedPanel) => string {
  const t = useTranslations("charts");
  const text = useText();
  return (panel) => {
    const main = panel.lines[0]?.key ?? panel.id;
    if (panel.name) return panel.name;
    if (panel.title) return t(`titles.${panel.title}`);
    return METRICS[main] ? text(METRICS[main].label) : main;
  };
}
