import { useTranslations } from "use-intl";
import type { RunRow } from "#app/_trpc/rows.ts";
import { HoverLink } from "#app/_ui/hover-link.tsx";
import { ProgressBar } from "#app/_ui/progress-bar.tsx";
import { RunDot } from "#app/_ui/run-dot.tsx";
import { isStalled, secondsLeft } from "#app/_ui/run-state.ts";
import { StatusBadge } from "#app/_ui/status-badge.tsx";
import tables from "#app/_ui/table.module.css";
import { useFormat } from "#app/_ui/use-format.ts";
import styles from "./queue.module.css";

/** Runs that live, the oldest first. */
export function RunningRuns({ runs, now }: { runs: RunRow[]; now: number }) {
  const t = useTranslations("queue");
  const format = useFormat();
  if (runs.length === 0) return <p className={styles.nothing}>{t("nothingRuns")}</p>;
  return (
    <div className={styles.scroller}>
      <table className={tables.table}>
        <thead>
          <tr>
            <th scope="col">{t("run")}</th>
            <th scope="col">{t("status")}</th>
            <th scope="col">{t("progress")}</th>
            <th scope="col">{t("left")}</th>
            <th scope="col">{t("gpu")}</th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <tr key={run.id}>
              <th scope="row">
                <HoverLink href={`/runs/${run.id}`} className={styles.name}>
                  <RunDot runId={run.id} /> {run.name}
                </HoverLink>
              </th>
              <td>
                <StatusBadge status={run.status} isStalled={isStalled(run, now)} />
              </td>
              <td className={`${styles.progress} numbers`}>
                {format.count(run.step)}
                {run.maxSteps !== null && (
                  <>
                    <span className={tables.dim}> / {format.count(run.maxSteps)}</span>
                    <ProgressBar value={run.step} max={run.maxSteps} label={t("progressOf", { name: run.name })} />
                  </>
                )}
              </td>
              <td className="numbers">{format.duration(secondsLeft(run, now))}</td>
              <td className="numbers">{run.remote ? t("elsewhere") : run.gpus.join(", ") || "–"}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
