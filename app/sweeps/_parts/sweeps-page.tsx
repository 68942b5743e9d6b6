"use client";

import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "use-intl";
import { launchUrl, OUR_RECIPE } from "#app/_format/launch-url.ts";
import { useProject } from "#app/_shell/use-project.ts";
import { useTRPC } from "#app/_trpc/context.ts";
import type { SweepRow } from "#app/_trpc/rows.ts";
import { HoverLink } from "#app/_ui/hover-link.tsx";
import { PageHead } from "#app/_ui/page-head.tsx";
import { Empty, Failed, RowsSkeleton } from "#app/_ui/states.tsx";
import tables from "#app/_ui/table.module.css";
import { useFormat } from "#app/_ui/use-format.ts";
import { useNow } from "#app/_ui/use-now.ts";
import { StateCounts } from "./state-counts.tsx";
import { ASK_EVERY_MS } from "./use-sweep.ts";

const NOW_EVERY_MS = 10_000;

/** All sweeps of the project that is looked at, the newest first. */
export function SweepsPage() {
  const t = useTranslations("sweeps");
  const pages = useTranslations("shell.pages");
  const trpc = useTRPC();
  const [projectId] = useProject();
  const list = useQuery(
    trpc.sweeps.list.queryOptions(projectId === "" ? {} : { projectId }, { refetchInterval: ASK_EVERY_MS }),
  );
  const start = (
    <Button
      component={Link}
      href={launchUrl(OUR_RECIPE, null, { isSweep: true })}
      variant="filled"
      leftSection={<IconPlus size={15} aria-hidden />}
    >
      {t("start")}
    </Button>
  );
  return (
    <>
      <PageHead title={pages("sweeps")} about={t("about")}>
        {list.data && list.data.length > 0 && start}
      </PageHead>
      {list.isError && !list.data && <Failed what={t("failed")} error={list.error} onRetry={() => list.refetch()} />}
      {list.isPending && <RowsSkeleton rows={6} />}
      {list.data?.length === 0 && (
        <Empty title={t("empty")} action={start}>
          {t("emptyText")}
        </Empty>
      )}
      {list.data && list.data.length > 0 && <SweepsTable sweeps={list.data} />}
    </>
  );
}

function SweepsTable({ sweeps }: { sweeps: SweepRow[] }) {
  const t = useTranslations("sweeps");
  const format = useFormat();
  const now = useNow(NOW_EVERY_MS);
  return (
    <div className={tables.frame}>
      <table className={tables.table}>
        <thead>
          <tr>
            <th scope="col">{t("name")}</th>
            <th scope="col">{t("method")}</th>
            <th scope="col">{t("fields")}</th>
            <th scope="col">{t("states")}</th>
            <th scope="col">{t("objective")}</th>
            <th scope="col" className={tables.numeric}>
              {t("best")}
            </th>
            <th scope="col">{t("bestRun")}</th>
            <th scope="col">{t("created")}</th>
          </tr>
        </thead>
        <tbody>
          {sweeps.map(({ id, name, method, fields, counts, runCount, objective, best, createdAt }) => (
            <tr key={id}>
              <th scope="row">
                <HoverLink href={`/sweeps/${id}`}>{name}</HoverLink>
              </th>
              <td>{t(`methods.${method}`)}</td>
              <td className={tables.dim} title={fields.join("\n")}>
                {fields.map((path) => path.split(".").at(-1)).join(", ")}
              </td>
              <td>
                <StateCounts counts={counts} runCount={runCount} />
              </td>
              <td className={tables.dim}>
                {objective.goal === "min"
                  ? t("goalMin", { metric: objective.metric })
                  : t("goalMax", { metric: objective.metric })}
              </td>
              <td className={`${tables.numeric} numbers`}>{format.number(best?.value)}</td>
              <td>{best && <HoverLink href={`/runs/${best.runId}`}>{best.runName}</HoverLink>}</td>
              <td className={tables.dim} title={format.dateTime(createdAt)}>
                {format.ago(createdAt, now)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
