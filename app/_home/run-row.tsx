"use client";

import { Checkbox } from "@mantine/core";
import { useTranslations } from "use-intl";
import { exactNumber } from "#app/_format/number.ts";
import type { RunRow as Run } from "#app/_trpc/rows.ts";
import { HoverLink } from "#app/_ui/hover-link.tsx";
import { ProgressBar } from "#app/_ui/progress-bar.tsx";
import { RunDot } from "#app/_ui/run-dot.tsx";
import { hasEnded, isStalled, secondsLeft } from "#app/_ui/run-state.ts";
import { StarButton } from "#app/_ui/star-button.tsx";
import { StatusBadge } from "#app/_ui/status-badge.tsx";
import { useFormat } from "#app/_ui/use-format.ts";
import type { LatestValue } from "#server/metrics/latest.ts";
import { cellOf, type MetricColumn } from "./columns.ts";
import styles from "./runs-table.module.css";

type Props = {
  run: Run;
  columns: readonly MetricColumn[];
  values: Readonly<Record<string, LatestValue>> | undefined;
  now: number;
  isSelected: boolean;
  onToggle: () => void;
  onTag: (tag: string) => void;
};

export function RunRow({ run, columns, values, now, isSelected, onToggle, onTag }: Props) {
  const t = useTranslations("runs");
  const format = useFormat();
  const number = (value: number | string | undefined) => (
    <span title={value === undefined ? undefined : exactNumber(value)}>{format.number(value)}</span>
  );
  return (
    <tr data-selected={isSelected || undefined}>
      <td className={styles.check}>
        <Checkbox size="xs" aria-label={t("select", { name: run.name })} checked={isSelected} onChange={onToggle} />
      </td>
      <td className={styles.star}>
        <StarButton run={run} />
      </td>
      <th scope="row" className={styles.name}>
        <HoverLink href={`/runs/${run.id}`} className={styles.nameLink} title={run.name}>
          <RunDot runId={run.id} />
          {run.name}
        </HoverLink>
      </th>
      <td>
        <StatusBadge status={run.status} position={run.position} isStalled={isStalled(run, now)} />
      </td>
      <td className={styles.progress}>
        <span className={styles.steps}>
          {format.count(run.step)}
          {run.maxSteps !== null && <span className={styles.dim}>/{format.count(run.maxSteps)}</span>}
        </span>
        {run.maxSteps !== null && !hasEnded(run.status) && (
          <ProgressBar value={run.step} max={run.maxSteps} label={t("progressOf", { name: run.name })} />
        )}
      </td>
      <td className={styles.wide}>{format.duration(secondsLeft(run, now))}</td>
      {columns.map((column) => (
        <td key={column.key} className={`${styles.wide} ${styles.numeric}`}>
          {number(cellOf(column, run, values))}
        </td>
      ))}
      <td className={`${styles.wide} ${styles.numeric}`}>{number(run.config.learningRate)}</td>
      <td className={styles.wide}>
        <span className={styles.tags}>
          {run.tags.map((tag) => (
            <button
              key={tag}
              type="button"
              className={styles.tag}
              onClick={() => onTag(tag)}
              title={t("filterTag", { tag })}
            >
              {tag}
            </button>
          ))}
        </span>
      </td>
      <td className={`${styles.wide} ${styles.dim}`} title={format.dateTime(run.createdAt)}>
        {format.ago(run.createdAt, now)}
      </td>
    </tr>
  );
}
