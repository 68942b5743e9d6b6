"use client";

import { Checkbox, UnstyledButton } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconStar } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import type { RunRow as Run } from "#app/_trpc/rows.ts";
import { useMetricName } from "#app/_ui/use-metric-name.ts";
import { useNow } from "#app/_ui/use-now.ts";
import type { LatestValue } from "#server/metrics/latest.ts";
import type { MetricFigure } from "#server/runs/list.ts";
import type { MetricColumn } from "./columns.ts";
import { RunRow } from "./run-row.tsx";
import styles from "./runs-table.module.css";

type Props = {
  rows: Run[];
  columns: readonly MetricColumn[];
  /** Last, least, greatest and mean values by run. */
  values: ReadonlyMap<string, Readonly<Record<string, LatestValue>>>;
  sort: { key: string; by?: MetricFigure };
  isDescending: boolean;
  onSort: (sort: { key: string; by?: MetricFigure }, direction: "asc" | "desc") => void;
  onTag: (tag: string) => void;
  selected: ReadonlySet<string>;
  onSelect: (selected: ReadonlySet<string>) => void;
};

const NOW_EVERY_MS = 2000;

export function RunsTable({ rows, columns, values, sort, isDescending, onSort, onTag, selected, onSelect }: Props) {
  const t = useTranslations("runs");
  const nameOf = useMetricName();
  const now = useNow(NOW_EVERY_MS);
  const chosen = rows.filter(({ id }) => selected.has(id)).length;
  const header = (key: string, words: string, className?: string, by?: MetricFigure): ReactNode => {
    const isSorted = key === sort.key && (by ?? "last") === (sort.by ?? "last");
    return (
      <th
        key={key}
        scope="col"
        className={className}
        aria-sort={isSorted ? (isDescending ? "descending" : "ascending") : undefined}
      >
        <UnstyledButton
          className={styles.sort}
          onClick={() => onSort({ key, ...(by && { by }) }, isSorted && isDescending ? "asc" : "desc")}
          title={t("sortBy", { column: words })}
        >
          {words}
          {isSorted && (isDescending ? <IconArrowDown size={13} aria-hidden /> : <IconArrowUp size={13} aria-hidden />)}
        </UnstyledButton>
      </th>
    );
  };
  return (
    <div className={styles.frame}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col" className={styles.check}>
              <Checkbox
                size="xs"
                aria-label={t("selectAll")}
                checked={chosen === rows.length}
                indeterminate={chosen > 0 && chosen < rows.length}
                onChange={() => onSelect(chosen === rows.length ? new Set() : new Set(rows.map(({ id }) => id)))}
              />
            </th>
            <th scope="col" className={styles.star}>
              <IconStar size={14} aria-label={t("columns.star")} />
            </th>
            {header("name", t("columns.name"))}
            {header("status", t("columns.status"))}
            {header("step", t("columns.progress"))}
            <th scope="col" className={styles.wide}>
              {t("columns.eta")}
            </th>
            {columns.map(({ key, by }) => {
              const words = by === "last" ? nameOf(key) : `${nameOf(key)} · ${t(`metricColumns.figures.${by}`)}`;
              return header(key, words, `${styles.wide} ${styles.numeric}`, by);
            })}
            {header("config.learningRate", t("columns.lr"), `${styles.wide} ${styles.numeric}`)}
            <th scope="col" className={styles.wide}>
              {t("columns.tags")}
            </th>
            {header("createdAt", t("columns.created"), styles.wide)}
          </tr>
        </thead>
        <tbody>
          {rows.map((run) => (
            <RunRow
              key={run.id}
              run={run}
              columns={columns}
              values={values.get(run.id)}
              now={now}
              onTag={onTag}
              isSelected={selected.has(run.id)}
              onToggle={() => onSelect(toggle(selected, run.id))}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function toggle(selected: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(selected);
  if (!next.delete(id)) next.add(id);
  return next;
}
