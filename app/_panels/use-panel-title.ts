import { useTranslations } from "use-intl";
import { useMetricName } from "#app/_ui/use-metric-name.ts";
import type { PlannedPanel } from "./plan-panels.ts";

/** What a panel is called: as its reader wished, as we call it, or as its metric. */
export function usePanelTitle(): (panel: PlannedPanel) => string {
  const t = useTranslations("charts");
  const nameOf = useMetricName();
  return (panel) => {
    if (panel.name) return panel.name;
    if (panel.title) return t(`titles.${panel.title}`);
    return nameOf(panel.lines[0]?.key ?? panel.id);
  };
}
