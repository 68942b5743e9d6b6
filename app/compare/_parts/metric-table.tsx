"use client";

import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Fragment } from "react";
import { useTranslations } from "use-intl";
import { exactNumber } from "#app/_format/number.ts";
import { useTRPC } from "#app/_trpc/context.ts";
import { Panel } from "#app/_ui/panel.tsx";
import { RunDot } from "#app/_ui/run-dot.tsx";
import { Failed } from "#app/_ui/states.tsx";
import tables from "#app/_ui/table.module.css";
import { useFormat } from "#app/_ui/use-format.ts";
import { useLater } from "#app/_ui/use-later.ts";
import { useMetricName } from "#app/_ui/use-metric-name.ts";
import { useSteady } from "#app/_ui/use-steady.ts";
import styles from "./compare.module.css";
import type { ComparedRun } from "./compared-run.ts";
import { type MetricCell, metricRows } from "./metric-rows.ts";

/** Last and best value of every metric; the small number is the distance from the baseline, coloured by its direction. */
export function MetricTable({ runs, baseline }: { runs: ComparedRun[]; baseline: ComparedRun }) {
  const t = useTranslations("compare.metrics");
  const format = useFormat();
  const nameOf = useMetricName();
  const trpc = useTRPC();
  const runIds = runs.map(({ id }) => id);
  const latest = useQuery(trpc.metrics.latest.queryOptions({ runIds }));
  // Fifty runs make a thousand cells: what else the page shows comes first.
  const newest = useSteady(latest.data);
  const values = useLater() ? newest : undefined;
  if (latest.isError && !latest.data)
    return <Failed what={t("failed")} error={latest.error} onRetry={() => latest.refetch()} />;
  const rows = metricRows(runIds, baseline.id, values ?? []);
  // Most cells are of the same step, and a sentence costs more than a number.
  const steps = new Set(rows.flatMap(({ cells }) => cells.map((cell) => cell?.step ?? 0)));
  const atStep = new Map([...steps].map((step) => [step, t("atStep", { step: format.count(step) })]));
  return (
    <Panel title={t("title")} flush>
      {!values && <Skeleton height={320} />}
      {values && rows.length === 0 && <p className={styles.nothing}>{t("none")}</p>}
      {rows.length > 0 && (
        <div className={styles.scroller}>
          <table className={tables.table}>
            <thead>
              <tr>
                <th scope="col" rowSpan={2}>
                  {t("metric")}
                </th>
                {runs.map((run) => (
                  <th key={run.id} scope="colgroup" colSpan={2} className={styles.runColumn} title={run.name}>
                    <RunDot runId={run.id} /> {run.name}
                  </th>
                ))}
              </tr>
              <tr>
                {runs.map(({ id }) => (
                  <Fragment key={id}>
                    <th scope="col" className={tables.numeric}>
                      {t("last")}
                    </th>
                    <th scope="col" className={tables.numeric}>
                      {t("best")}
                    </th>
                  </Fragment>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map(({ key, cells }) => (
                <tr key={key}>
                  <th scope="row" title={key}>
                    {nameOf(key)}
                  </th>
                  {cells.map((cell, i) => (
                    <ValueCells key={runs[i]!.id} cell={cell} atStep={cell ? atStep.get(cell.step) : undefined} />
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}

function ValueCells({ cell, atStep }: { cell: MetricCell | null; atStep: string | undefined }) {
  const t = useTranslations("compare.metrics");
  const format = useFormat();
  if (!cell)
    return (
      <>
        <td className={`${tables.numeric} ${tables.dim}`}>–</td>
        <td className={`${tables.numeric} ${tables.dim}`}>–</td>
      </>
    );
  const { last, best, delta, isBetter } = cell;
  const tone = isBetter === null ? tables.dim : isBetter ? styles.better : styles.worse;
  return (
    <>
      <td className={tables.numeric} title={`${exactNumber(last)} · ${atStep}`}>
        {delta !== null && delta !== 0 && (
          <span className={`${styles.delta} ${tone}`}>
            {isBetter !== null && <span className={tables.hidden}>{t(isBetter ? "better" : "worse")} </span>}
            {delta > 0 ? "+" : "−"}
            {format.number(Math.abs(delta))}
          </span>
        )}
        {format.number(last)}
      </td>
      <td className={tables.numeric} title={best === null ? undefined : exactNumber(best)}>
        {format.number(best)}
      </td>
    </>
  );
}
