"use client";

import { CloseButton, UnstyledButton } from "@mantine/core";
import { IconFlag, IconFlagFilled } from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import { HoverLink } from "#app/_ui/hover-link.tsx";
import { RunDot } from "#app/_ui/run-dot.tsx";
import { StatusBadge } from "#app/_ui/status-badge.tsx";
import styles from "./compare.module.css";
import type { ComparedRun } from "./compared-run.ts";

type Props = {
  runs: ComparedRun[];
  baseline: ComparedRun;
  onBaseline: (id: string) => void;
  onRemove: (id: string) => void;
};

/** The runs that are compared, in their colours; one carries the flag of the baseline. */
export function RunChips({ runs, baseline, onBaseline, onRemove }: Props) {
  const t = useTranslations("compare");
  return (
    <ul className={styles.chips}>
      {runs.map((run) => {
        const isBaseline = run.id === baseline.id;
        return (
          <li key={run.id} className={styles.chip} data-baseline={isBaseline || undefined}>
            <RunDot runId={run.id} />
            <HoverLink href={`/runs/${run.id}`}>{run.name}</HoverLink>
            <StatusBadge status={run.status} />
            <UnstyledButton
              className={styles.flag}
              aria-pressed={isBaseline}
              aria-label={t(isBaseline ? "isBaseline" : "makeBaseline", { name: run.name })}
              title={t(isBaseline ? "isBaseline" : "makeBaseline", { name: run.name })}
              onClick={() => onBaseline(run.id)}
            >
              {isBaseline ? <IconFlagFilled size={14} aria-hidden /> : <IconFlag size={14} aria-hidden />}
              {isBaseline && t("baseline")}
            </UnstyledButton>
            <CloseButton size="xs" aria-label={t("remove", { name: run.name })} onClick={() => onRemove(run.id)} />
          </li>
        );
      })}
    </ul>
  );
}
