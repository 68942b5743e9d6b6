"use client";

import { Button } from "@mantine/core";
import { IconRocket } from "@tabler/icons-react";
import { keepPreviousData, skipToken, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { useProject } from "#app/_shell/use-project.ts";
import { useTRPC } from "#app/_trpc/context.ts";
import { PageHead } from "#app/_ui/page-head.tsx";
import { Empty, Failed, RowsSkeleton } from "#app/_ui/states.tsx";
import { useUrlParams } from "#app/_ui/use-url-params.ts";
import { BulkBar } from "./bulk-bar.tsx";
import { columnsParam, readColumns } from "./columns.ts";
import { ColumnsMenu } from "./columns-menu.tsx";
import { FilterBar } from "./filter-bar.tsx";
import { FirstSteps } from "./first-steps.tsx";
import { isNarrowed, listInput, readSort } from "./list-input.ts";
import { PageTurner } from "./page-turner.tsx";
import { RunsTable } from "./runs-table.tsx";

const ASK_AGAIN_MS = 15_000;

/** Home: every run, or how to get a first one. */
export function RunsPage() {
  const t = useTranslations("runs");
  const trpc = useTRPC();
  const [params, setParams] = useUrlParams();
  const [projectId, chooseProject] = useProject();
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  // The filter box holds what is typed; clearing from outside gives a fresh one.
  const [clears, setClears] = useState(0);
  const clear = () => {
    setParams({ q: null, tag: null, status: null, starred: null, page: null });
    setClears(clears + 1);
  };
  const runs = useQuery(
    trpc.runs.list.queryOptions(listInput(params, projectId), {
      placeholderData: keepPreviousData,
      refetchInterval: ASK_AGAIN_MS,
    }),
  );
  const columns = readColumns(params.get("cols"));
  const ids = runs.data?.rows.map(({ id }) => id) ?? [];
  const asksMore = ids.length > 0 && columns.some(({ by }) => by !== "last");
  const latest = useQuery(
    trpc.metrics.latest.queryOptions(asksMore ? { runIds: ids } : skipToken, { placeholderData: keepPreviousData }),
  );
  const values = new Map(latest.data?.map((row) => [row.runId, row.values]));
  const keys = [...new Set(runs.data?.rows.flatMap(({ summary }) => Object.keys(summary)))].sort();
  const hasNone = runs.data?.total === 0 && !isNarrowed(params);
  const chosen = runs.data?.rows.filter(({ id }) => selected.has(id)) ?? [];

  return (
    <>
      <PageHead title={t("title")}>
        {!hasNone && (
          <Button component={Link} href="/launch" variant="filled" leftSection={<IconRocket size={15} aria-hidden />}>
            {t("launch")}
          </Button>
        )}
      </PageHead>
      {runs.isError && !runs.data && <Failed what={t("failed")} error={runs.error} onRetry={() => runs.refetch()} />}
      {runs.isPending && <RowsSkeleton rows={8} />}
      {hasNone && !projectId && <FirstSteps />}
      {hasNone && projectId && (
        <Empty
          title={t("emptyProject")}
          action={<Button onClick={() => chooseProject("")}>{t("showAllProjects")}</Button>}
        />
      )}
      {runs.data && !hasNone && (
        <>
          <FilterBar
            key={clears}
            params={params}
            setParams={setParams}
            allTags={runs.data.allTags}
            total={runs.data.total}
            columns={
              <ColumnsMenu {...{ columns, keys }} onColumns={(next) => setParams({ cols: columnsParam(next) })} />
            }
          />
          {runs.data.rows.length === 0 ? (
            <Empty title={t("noMatch")} action={<Button onClick={clear}>{t("clearFilter")}</Button>} />
          ) : (
            <RunsTable
              rows={runs.data.rows}
              {...{ columns, values }}
              sort={readSort(params)}
              isDescending={params.get("dir") !== "asc"}
              onSort={({ key, by }, dir) =>
                setParams({ sort: key, by: by === "last" ? null : (by ?? null), dir, page: null })
              }
              onTag={(tag) => setParams({ tag, page: null })}
              selected={selected}
              onSelect={setSelected}
            />
          )}
          <PageTurner params={params} setParams={setParams} total={runs.data.total} />
        </>
      )}
      {chosen.length > 0 && (
        <BulkBar runs={chosen} allTags={runs.data?.allTags ?? []} onClear={() => setSelected(new Set())} />
      )}
    </>
  );
}
