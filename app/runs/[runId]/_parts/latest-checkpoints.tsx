"use client";

import { Anchor } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "use-intl";
import { useText } from "#app/_i18n/use-text.ts";
import { useTRPC } from "#app/_trpc/context.ts";
import type { RunDetail } from "#app/_trpc/rows.ts";
import { archiveUrl } from "#app/_ui/file-url.ts";
import { Panel } from "#app/_ui/panel.tsx";
import tables from "#app/_ui/table.module.css";
import { useFormat } from "#app/_ui/use-format.ts";
import { METRICS } from "#trainer/contract/metrics.ts";
import { metricColumns } from "./metric-columns.ts";

const SHOWN = 6;
const COLUMNS = 2;

/** The newest checkpoints beside the charts: step, size, the telling metrics, download. */
export function LatestCheckpoints({ run }: { run: RunDetail }) {
  const t = useTranslations("checkpoints");
  const text = useText();
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
            {columns.map((key) => (
              <th scope="col" key={key} className={tables.numeric} title={key}>
                {METRICS[key] ? text(METRICS[key].label) : key}
              </th>
            ))}
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
              {columns.map((key) => (
                <td key={key} className={tables.numeric}>
                  {format.number(checkpoint.metrics[key])}
                </td>
              ))}
              <td className={tables.actions}>
                <Anchor
                  href={archiveUrl(run.id, checkpoint.path)}
                  download
                  size="sm"
                  aria-label={t("downloadStep", { step: checkpoint.step })}
                >
                  <IconDownload size={15} aria-hidden style={{ verticalAlign: "-3px" }} /> {t("download")}
                </Anchor>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}
