"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { useTRPC } from "#app/_trpc/context.ts";
import type { RunDetail } from "#app/_trpc/rows.ts";
import { Empty, Failed, RowsSkeleton } from "#app/_ui/states.tsx";
import { CheckpointTable } from "./checkpoint-table.tsx";

export function CheckpointsTab({ run }: { run: RunDetail }) {
  const t = useTranslations("checkpoints");
  const trpc = useTRPC();
  const list = useQuery(trpc.checkpoints.list.queryOptions({ runId: run.id }));
  if (list.isError && !list.data)
    return <Failed what={t("failed")} error={list.error} onRetry={() => list.refetch()} />;
  if (!list.data) return <RowsSkeleton rows={4} />;
  if (list.data.length === 0) return <Empty title={t("none")}>{t("noneText")}</Empty>;
  return <CheckpointTable run={run} checkpoints={list.data} />;
}
