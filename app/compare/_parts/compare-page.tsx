"use client";

import { type UseQueryResult, useQueries, useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { DEFAULT_CAP } from "#app/_chart/prepare-series.ts";
import { useTRPC } from "#app/_trpc/context.ts";
import { PageHead } from "#app/_ui/page-head.tsx";
import { Empty, RowsSkeleton } from "#app/_ui/states.tsx";
import { useUrlParams } from "#app/_ui/use-url-params.ts";
import { AddRun } from "./add-run.tsx";
import styles from "./compare.module.css";
import { CompareCharts } from "./compare-charts.tsx";
import { type ComparedRun, comparedRun } from "./compared-run.ts";
import { ConfigDifferences } from "./config-differences.tsx";
import { MetricTable } from "./metric-table.tsx";
import { RunChips } from "./run-chips.tsx";

/** As many as one chart draws. */
const MAX_RUNS = DEFAULT_CAP;

/** The answers as one, which is the same until one of them is another. */
function together(answers: UseQueryResult<ComparedRun, unknown>[]) {
  return {
    runs: answers.map(({ data }) => data).filter((run) => run !== undefined),
    failed: answers.map(({ isError }) => isError),
    isPending: answers.some((answer) => answer.isPending),
  };
}

/** /compare?runs=a,b,c&base=a: which runs, and which of them the others are measured against, is in the URL. */
export function ComparePage() {
  const t = useTranslations("compare");
  const trpc = useTRPC();
  const [params, setParams] = useUrlParams();
  const asked = [...new Set((params.get("runs") ?? "").split(",").filter(Boolean))];
  const ids = asked.slice(0, MAX_RUNS);
  const { runs, failed, isPending } = useQueries({
    queries: ids.map((id) => trpc.runs.get.queryOptions({ id }, { select: comparedRun })),
    combine: together,
  });
  // What the page's parts will ask once the runs are there, in the same request and without a word of it here.
  const ahead = { enabled: ids.length > 0, notifyOnChangeProps: [] };
  useQuery(trpc.metrics.keys.queryOptions({ runIds: ids }, ahead));
  useQuery(trpc.metrics.latest.queryOptions({ runIds: ids }, ahead));
  useQuery(trpc.views.list.queryOptions(undefined, ahead));
  const missing = ids.filter((_, i) => failed[i]);
  const baseline = runs.find(({ id }) => id === params.get("base")) ?? runs[0];
  const setRuns = (next: string[]) => setParams({ runs: next.join(",") });

  return (
    <>
      <PageHead title={t("title")}>
        <AddRun chosen={ids} onAdd={(id) => setRuns([...ids, id])} isFull={ids.length >= MAX_RUNS} />
      </PageHead>
      {missing.map((id) => (
        <p key={id} role="alert" className={styles.missing}>
          {t("missing", { id })}{" "}
          <button
            type="button"
            className={styles.textButton}
            onClick={() => setRuns(ids.filter((other) => other !== id))}
          >
            {t("drop")}
          </button>
        </p>
      ))}
      {asked.length > ids.length && (
        <p role="status" className={styles.hint}>
          {t("shownOf", { shown: ids.length, total: asked.length })}
        </p>
      )}
      {ids.length === 0 && <Empty title={t("empty")}>{t("emptyText")}</Empty>}
      {runs.length === 0 && isPending && <RowsSkeleton rows={6} />}
      {baseline && (
        <div className={styles.page}>
          <RunChips
            runs={runs}
            baseline={baseline}
            onBaseline={(id) => setParams({ base: id })}
            onRemove={(id) => setRuns(ids.filter((other) => other !== id))}
          />
          {runs.length === 1 && <p className={styles.hint}>{t("addAnother")}</p>}
          <div className={styles.tables}>
            <ConfigDifferences runs={runs} baseline={baseline} />
            <MetricTable runs={runs} baseline={baseline} />
          </div>
          <CompareCharts runs={runs} projectId={baseline.projectId} />
        </div>
      )}
    </>
  );
}
