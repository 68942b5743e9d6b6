"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "use-intl";
import { useTRPC } from "#app/_trpc/context.ts";
import type { RunDetail } from "#app/_trpc/rows.ts";
import { DownloadCheckpoint } from "#app/_ui/download-checkpoint.tsx";
import { MetricCells, MetricHeads } from "#app/_ui/metric-columns.tsx";
import { Panel } from "#app/_ui/panel.tsx";
import tables from "#app/_ui/table.module.css";
import { useFormat } from "#app/_ui/use-format.ts";
import { metricColumns } from "./metric-columns.ts";

const SHOWN = 6;
const COLUMNS = 2;

/** The newest checkpoints beside the charts: step, size, the telling metrics, download. */
export function LatestCheckpoints({ run }: { run: RunDetail }) {
  const t = useTranslations("checkpoints");
  const trpc = useTRPC();
  const format = useFormat();
  const list = useQuery(trpc.checkpoints.list.queryOptions({ runId: run.id }));
  if (!list.data || list.data.length === 0) return null;
  const shown = list.data.slice(0, SHOWN);
  const columns = metricColumns(shown).slice(0, COLUMNS);
  return (
    <Panel
      title={t("title")}
      flush
      actions={
        <Link href={`/runs/${run.id}?tab=checkpoints`} className={tables.dim}>
          {t("all", { count: list.data.length })}
        </Link>
      }
    >
      <table className={tables.table}>
        <thead>
          <tr>
            <th scope="col">{t("step")}</th>
            <th scope="col">{t("size")}</th>
            <MetricHeads keys={columns} />
            <th scope="col">
              <span className={tables.hidden}>{t("actions")}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map((checkpoint) => (
            <tr key={checkpoint.step}>
              <th scope="row">{format.count(checkpoint.step)}</th>
              <td>{format.bytes(checkpoint.bytes)}</td>
              <MetricCells keys={columns} values={checkpoint.metrics} />
              <td className={tables.actions}>
                <DownloadCheckpoint runId={run.id} checkpoint={checkpoint} variant="subtle" size="compact-sm" />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}
