"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { PLAIN_SETTINGS } from "#app/_panels/chart-settings.ts";
import { MetricPanel } from "#app/_panels/metric-panel.tsx";
import styles from "#app/_panels/panels.module.css";
import { planMainPanels } from "#app/_panels/plan-panels.ts";
import { useInfoNceReferences } from "#app/_panels/use-info-nce-references.ts";
import { useRunMarks } from "#app/_panels/use-run-marks.ts";
import { useTRPC } from "#app/_trpc/context.ts";
import type { RunDetail } from "#app/_trpc/rows.ts";
import { hasEnded } from "#app/_ui/run-state.ts";
import { Empty } from "#app/_ui/states.tsx";
import { isSystemMetric } from "#trainer/contract/system-metrics.ts";
import { LatestCheckpoints } from "./latest-checkpoints.tsx";

const HEIGHT_PX = 232;

/** The charts that say how the run is doing, moving while it runs. */
export function OverviewTab({ run }: { run: RunDetail }) {
  const t = useTranslations("run.overview");
  const trpc = useTRPC();
  const keys = useQuery(trpc.metrics.keys.queryOptions({ runIds: [run.id] }));
  const marks = useRunMarks(run);
  const references = useInfoNceReferences(run.fullConfig);
  const { id, name, startedAt } = run;
  const runs = useMemo(() => [{ id, name, startedAt }], [id, name, startedAt]);
  const names = keys.data?.map(({ key }) => key).filter((key) => !isSystemMetric(key)) ?? [];
  const panels = planMainPanels(names).filter((panel) => names.length > 0 || isExpected(panel.id, run));
  if (keys.data && names.length === 0 && hasEnded(run.status))
    return <Empty title={t("noMetrics")}>{t("noMetricsText")}</Empty>;
  return (
    <div className={styles.grid}>
      {panels.map((panel) => (
        <MetricPanel
          key={panel.id}
          panel={panel}
          runs={runs}
          settings={PLAIN_SETTINGS}
          syncKey={`run-${id}`}
          references={panel.references ? references : undefined}
          marks={marks}
          height={HEIGHT_PX}
          empty={t("waiting")}
        />
      ))}
      <LatestCheckpoints run={run} />
    </div>
  );
}

/** Before the first point: a run without an energy model will not fill the energy charts. */
function isExpected(panelId: string, run: RunDetail): boolean {
  return run.config.energy !== false || (panelId !== "energy" && panelId !== "infoNce");
}
