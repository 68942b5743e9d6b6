import { UnstyledButton } from "@mantine/core";
import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { useTranslations } from "use-intl";
import { useValueText } from "#app/_form/use-value-text.ts";
import { useText } from "#app/_i18n/use-text.ts";
import type { SweepDetail, SweepRun } from "#app/_trpc/rows.ts";
import { HoverLink } from "#app/_ui/hover-link.tsx";
import { RunDot } from "#app/_ui/run-dot.tsx";
import { StatusBadge } from "#app/_ui/status-badge.tsx";
import tables from "#app/_ui/table.module.css";
import { useFormat } from "#app/_ui/use-format.ts";
import { type SortKey, sortRuns } from "./sort-runs.ts";
import styles from "./sweeps.module.css";

type Props = { sweep: SweepDetail; marked: string | null; onMark: (runId: string | null) => void };

/** Every trial with what it tried and how far it came, sorted by any column. */
export function SweepRuns({ sweep, marked, onMark }: Props) {
  const t = useTranslations("sweeps.table");
  const { plan, objective } = sweep;
  const [sort, setSort] = useState<{ key: SortKey; isDescending: boolean }>({
    key: "best",
    isDescending: objective.goal === "max",
  });
  const rows = useMemo(() => sortRuns(sweep.runs, sort), [sweep.runs, sort]);
  if (rows.length === 0) return <p className={styles.none}>{t("none")}</p>;
  const head = (key: SortKey, words: string, title = words, isNumeric = false) => {
    const isSorted = sort.key === key;
    return (
      <th
        key={key}
        scope="col"
        className={isNumeric ? tables.numeric : undefined}
        aria-sort={isSorted ? (sort.isDescending ? "descending" : "ascending") : undefined}
      >
        <UnstyledButton
          className={styles.sort}
          title={t("sortBy", { column: title })}
          onClick={() => setSort({ key, isDescending: isSorted && !sort.isDescending })}
        >
          {words}
          {isSorted &&
            (sort.isDescending ? <IconArrowDown size={13} aria-hidden /> : <IconArrowUp size={13} aria-hidden />)}
        </UnstyledButton>
      </th>
    );
  };
  return (
    <div className={`${tables.frame} ${styles.frame}`}>
      <table className={tables.table}>
        <thead>
          <tr>
            {head("trial", t("trial"), t("trial"), true)}
            {head("run", t("run"))}
            {head("status", t("status"))}
            {plan.fields.map(({ path }) => head(`field:${path}`, path.split(".").at(-1)!, path, true))}
            {head("best", t("best", { metric: objective.metric }), t("best", { metric: objective.metric }), true)}
            {head("last", t("last"), t("last"), true)}
            {head("step", t("step"), t("step"), true)}
            <th scope="col">{t("why")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((run) => (
            <Row
              key={run.id}
              run={run}
              paths={plan.fields.map(({ path }) => path)}
              isBest={run.id === sweep.best?.runId}
              isMarked={run.id === marked}
              onMark={onMark}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

type RowProps = {
  run: SweepRun;
  paths: string[];
  isBest: boolean;
  isMarked: boolean;
  onMark: (runId: string | null) => void;
};

function Row({ run, paths, isBest, isMarked, onMark }: RowProps) {
  const format = useFormat();
  const text = useText();
  const valueText = useValueText();
  const { id, name, trial, values, status, step, maxSteps, objective, stoppedText } = run;
  return (
    <tr
      data-marked={isMarked || undefined}
      data-best={isBest || undefined}
      className={styles.row}
      onPointerEnter={() => onMark(id)}
      onPointerLeave={() => onMark(null)}
      onFocus={() => onMark(id)}
      onBlur={() => onMark(null)}
    >
      <td className={`${tables.numeric} numbers`}>{trial}</td>
      <th scope="row">
        <RunDot runId={id} /> <HoverLink href={`/runs/${id}`}>{name}</HoverLink>
      </th>
      <td>
        <StatusBadge status={status} />
      </td>
      {paths.map((path) => (
        <td key={path} className={`${tables.numeric} numbers`}>
          {valueText(values[path])}
        </td>
      ))}
      <td className={`${tables.numeric} ${styles.best} numbers`}>{format.number(objective?.best)}</td>
      <td className={`${tables.numeric} ${tables.dim} numbers`}>{format.number(objective?.last)}</td>
      <td className={`${tables.numeric} numbers`}>
        {format.count(step)}
        {maxSteps !== null && <span className={tables.dim}> / {format.count(maxSteps)}</span>}
      </td>
      <td className={`${tables.dim} ${styles.why}`}>{stoppedText ? text(stoppedText) : run.endReason}</td>
    </tr>
  );
}
