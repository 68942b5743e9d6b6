"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { readSettings, settingsParams } from "#app/_panels/chart-settings.ts";
import { ChartSettingsBar } from "#app/_panels/chart-settings-bar.tsx";
import { ExportMenu } from "#app/_panels/export-menu.tsx";
import { MetricPanel } from "#app/_panels/metric-panel.tsx";
import styles from "#app/_panels/panels.module.css";
import { planComparePanels } from "#app/_panels/plan-panels.ts";
import { useTRPC } from "#app/_trpc/context.ts";
import type { RunDetail } from "#app/_trpc/rows.ts";
import { Failed, RowsSkeleton } from "#app/_ui/states.tsx";
import { useUrlParams } from "#app/_ui/use-url-params.ts";

/** Every metric once, the runs over each other in their own colours. */
export function CompareCharts({ runs }: { runs: RunDetail[] }) {
  const t = useTranslations("charts");
  const trpc = useTRPC();
  const [params, setParams] = useUrlParams();
  const settings = readSettings(params);
  const runIds = runs.map(({ id }) => id);
  const keys = useQuery(trpc.metrics.keys.queryOptions({ runIds }));
  const identity = runs.map(({ id, name, startedAt }) => `${id} ${startedAt} ${name}`).join("\n");
  // biome-ignore lint/correctness/useExhaustiveDependencies: a run's row changes with every point; its charts need only these
  const charted = useMemo(() => runs.map(({ id, name, startedAt }) => ({ id, name, startedAt })), [identity]);
  if (keys.isError && !keys.data)
    return <Failed what={t("failed")} error={keys.error} onRetry={() => keys.refetch()} />;
  if (!keys.data) return <RowsSkeleton rows={6} height={64} />;
  const panels = planComparePanels(keys.data.map(({ key }) => key));
  return (
    <>
      <div className={styles.bar}>
        <ChartSettingsBar settings={settings} onSettings={(next) => setParams(settingsParams(next))} />
        <ExportMenu runIds={charted.map(({ id }) => id)} />
      </div>
      <div className={styles.grid}>
        {panels.map((panel) => (
          <MetricPanel key={panel.id} panel={panel} runs={charted} settings={settings} syncKey="compare" />
        ))}
      </div>
    </>
  );
}
