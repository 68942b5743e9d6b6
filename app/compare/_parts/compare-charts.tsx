"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { useValueText } from "#app/_form/use-value-text.ts";
import { ChartBoard } from "#app/_panels/chart-board.tsx";
import { planComparePanels } from "#app/_panels/plan-panels.ts";
import { useTRPC } from "#app/_trpc/context.ts";
import { Failed, RowsSkeleton } from "#app/_ui/states.tsx";
import { useUrlParams } from "#app/_ui/use-url-params.ts";
import type { ComparedRun } from "./compared-run.ts";
import { diffConfigs } from "./diff-configs.ts";

/** Every metric once, the runs over each other in their own colours, or as groups of what they have in common. */
export function CompareCharts({ runs, projectId }: { runs: ComparedRun[]; projectId: string }) {
  const t = useTranslations("charts");
  const trpc = useTRPC();
  const valueText = useValueText();
  const [params] = useUrlParams();
  const groupBy = params.get("group");
  const keys = useQuery(trpc.metrics.keys.queryOptions({ runIds: runs.map(({ id }) => id) }));
  const names = useMemo(() => keys.data?.map(({ key }) => key) ?? [], [keys.data]);
  const planned = useMemo(() => planComparePanels(names), [names]);
  const differing = useMemo(
    () => diffConfigs(runs.map(({ fullConfig }) => fullConfig)).filter(({ differs }) => differs),
    [runs],
  );
  const fields = useMemo(() => differing.map(({ path }) => path), [differing]);
  const charted = useMemo(() => {
    const row = differing.find(({ path }) => path === groupBy);
    const groupOf = (i: number) => (row ? { group: `${leafOf(row.path)} ${valueText(row.values[i])}` } : {});
    return runs.map(({ id, name, startedAt }, i) => ({ id, name, startedAt, ...groupOf(i) }));
  }, [runs, differing, groupBy, valueText]);

  if (keys.isError && !keys.data)
    return <Failed what={t("failed")} error={keys.error} onRetry={() => keys.refetch()} />;
  if (!keys.data) return <RowsSkeleton rows={6} height={64} />;
  return (
    <ChartBoard
      page="panels:compare"
      keys={names}
      runs={charted}
      syncKey="compare"
      {...{ projectId, planned, fields }}
    />
  );
}

function leafOf(path: string): string {
  return path.slice(path.lastIndexOf(".") + 1);
}
