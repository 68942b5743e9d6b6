"use client";

import Link from "next/link";
import { useTranslations } from "use-intl";
import type { RunDetail } from "#app/_trpc/rows.ts";
import { RunDot } from "#app/_ui/run-dot.tsx";
import { isStalled } from "#app/_ui/run-state.ts";
import { StarButton } from "#app/_ui/star-button.tsx";
import { StatusBadge } from "#app/_ui/status-badge.tsx";
import { useFormat } from "#app/_ui/use-format.ts";
import { useNow } from "#app/_ui/use-now.ts";
import { EndReason } from "./end-reason.tsx";
import { KeyNumbers } from "./key-numbers.tsx";
import { RunActions } from "./run-actions.tsx";
import styles from "./run-header.module.css";
import { RunName } from "./run-name.tsx";
import { RunProgress } from "./run-progress.tsx";

export function RunHeader({ run }: { run: RunDetail }) {
  const t = useTranslations("run");
  const sweeps = useTranslations("sweeps");
  const format = useFormat();
  const now = useNow(1000);
  const facts = [
    run.attempt > 1 && t("attempt", { attempt: run.attempt }),
    run.startedAt !== null && (
      <time key="started" title={format.dateTime(run.startedAt)} dateTime={new Date(run.startedAt).toISOString()}>
        {t("started", { time: format.ago(run.startedAt, now) })}
      </time>
    ),
    run.endedAt !== null &&
      run.startedAt !== null &&
      t("took", { time: format.duration((run.endedAt - run.startedAt) / 1000) }),
    run.sweep !== null &&
      sweeps.rich("trialOf", {
        trial: run.trial ?? 0,
        sweep: () => (
          <Link key="sweep" href={`/sweeps/${run.sweep?.id}`}>
            {run.sweep?.name}
          </Link>
        ),
      }),
    run.preset && t("preset", { name: run.preset }),
    run.projectName !== "default" && run.projectName,
  ].filter((fact) => fact !== false && fact !== null);
  return (
    <header className={styles.header}>
      <div className={styles.line}>
        <RunDot runId={run.id} />
        <RunName key={run.name} run={run} />
        <StarButton run={run} size={28} />
        <StatusBadge status={run.status} position={run.position} isStalled={isStalled(run, now)} />
        <span className={styles.facts}>
          {facts.map((fact, i) => (
            <span key={i}>{fact}</span>
          ))}
          {run.tags.map((tag) => (
            <span key={tag} className={styles.tag}>
              {tag}
            </span>
          ))}
        </span>
        <RunActions run={run} />
      </div>
      <RunProgress run={run} now={now} />
      <EndReason run={run} />
      <KeyNumbers run={run} />
    </header>
  );
}
