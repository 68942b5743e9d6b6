"use client";

import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { useTRPC } from "#app/_trpc/context.ts";
import { DownloadCheckpoint } from "#app/_ui/download-checkpoint.tsx";
import { HoverLink } from "#app/_ui/hover-link.tsx";
import { MetricCells, MetricHeads } from "#app/_ui/metric-columns.tsx";
import { PageHead } from "#app/_ui/page-head.tsx";
import { RunDot } from "#app/_ui/run-dot.tsx";
import { Empty, Failed, RowsSkeleton } from "#app/_ui/states.tsx";
import tables from "#app/_ui/table.module.css";
import { useFormat } from "#app/_ui/use-format.ts";
import { useNow } from "#app/_ui/use-now.ts";

import { FreeSpaceDialog } from "./free-space-dialog.tsx";

const METRIC_KEYS = ["val/l1_loss", "val/energy_gap", "train/loss"] as const;
const PAGE_SIZE = 100;
const MOST = 1000;
const NOW_EVERY_MS = 10_000;

/** Checkpoints of all runs, newest first. */
export function CheckpointsPage() {
  const t = useTranslations("checkpoints");
  const trpc = useTRPC();
  const format = useFormat();
  const now = useNow(NOW_EVERY_MS);
  const [limit, setLimit] = useState(PAGE_SIZE);
  const [isFreeing, freeing] = useDisclosure(false);
  const list = useQuery(trpc.checkpoints.all.queryOptions({ limit }, { placeholderData: (old) => old }));
  const metrics = [...new Set(list.data?.flatMap((row) => Object.keys(row.metrics)))].sort();
  return (
    <>
      <PageHead title={t("title")} about={t("about")}>
        <Button onClick={freeing.open} disabled={!list.data?.length}>
          {t("free.open")}
        </Button>
      </PageHead>
      <FreeSpaceDialog opened={isFreeing} onClose={freeing.close} metrics={metrics} />
      {list.isError && !list.data && <Failed what={t("failed")} error={list.error} onRetry={() => list.refetch()} />}
      {list.isPending && <RowsSkeleton rows={8} />}
      {list.data?.length === 0 && (
        <Empty
          title={t("noneAnywhere")}
          action={
            <Button component={Link} href="/launch" variant="filled">
              {t("launch")}
            </Button>
          }
        >
          {t("noneText")}
        </Empty>
      )}
      {list.data && list.data.length > 0 && (
        <div className={tables.frame}>
          <table className={tables.table}>
            <thead>
              <tr>
                <th scope="col">{t("run")}</th>
                <th scope="col">{t("step")}</th>
                <th scope="col">{t("size")}</th>
                <th scope="col">{t("time")}</th>
                <MetricHeads keys={METRIC_KEYS} />
                <th scope="col">
                  <span className={tables.hidden}>{t("actions")}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {list.data.map((checkpoint) => (
                <tr key={`${checkpoint.runId} ${checkpoint.step}`}>
                  <th scope="row">
                    <RunDot runId={checkpoint.runId} />{" "}
                    <HoverLink href={`/runs/${checkpoint.runId}?tab=checkpoints`}>{checkpoint.runName}</HoverLink>
                  </th>
                  <td>{format.count(checkpoint.step)}</td>
                  <td>{format.bytes(checkpoint.bytes)}</td>
                  <td className={tables.dim} title={format.dateTime(checkpoint.time)}>
                    {format.ago(checkpoint.time, now)}
                  </td>
                  <MetricCells keys={METRIC_KEYS} values={checkpoint.metrics} />
                  <td className={tables.actions}>
                    <DownloadCheckpoint runId={checkpoint.runId} checkpoint={checkpoint} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {list.data && list.data.length >= limit && limit < MOST && (
        <Button mt={12} onClick={() => setLimit(Math.min(MOST, limit + PAGE_SIZE))}>
          {t("showMore")}
        </Button>
      )}
    </>
  );
}
