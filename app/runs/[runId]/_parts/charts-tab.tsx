"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { ChartBoard } from "#app/_panels/chart-board.tsx";
import { planMainPanels, planOtherPanels } from "#app/_panels/plan-panels.ts";
import { useInfoNceReferences } from "#app/_panels/use-info-nce-references.ts";
import { useRunMarks } from "#app/_panels/use-run-marks.ts";
import { useTRPC } from "#app/_trpc/context.ts";
import type { RunDetail } from "#app/_trpc/rows.ts";
import { Empty, Failed, RowsSkeleton } from "#app/_ui/states.tsx";

/** Every metric of the run by section, with one set of chart settings. */
export function ChartsTab({ run }: { run: RunDetail }) {
  const t = useTranslations("charts");
  const trpc = useTRPC();
  const keys = useQuery(trpc.metrics.keys.queryOptions({ runIds: [run.id] }));
  const marks = useRunMarks(run);
  const references = useInfoNceReferences(run.fullConfig);
  const { id, name, startedAt } = run;
  const runs = useMemo(() => [{ id, name, startedAt }], [id, name, startedAt]);
  const names = useMemo(() => keys.data?.map(({ key }) => key) ?? [], [keys.data]);
  const planned = useMemo(() => [...planMainPanels(names), ...planOtherPanels(names)], [names]);

  if (keys.isError && !keys.data)
    return <Failed what={t("failed")} error={keys.error} onRetry={() => keys.refetch()} />;
  if (!keys.data) return <RowsSkeleton rows={8} height={64} />;
  if (names.length === 0) return <Empty title={t("none")} />;
  return (
    <ChartBoard
      page="panels:run"
      projectId={run.projectId}
      keys={names}
      syncKey={`run-${id}`}
      {...{ planned, runs, references, marks }}
    />
  );
}
