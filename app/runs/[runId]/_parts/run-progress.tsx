"use client";

import { useTranslations } from "use-intl";
import type { RunDetail } from "#app/_trpc/rows.ts";
import { ProgressBar } from "#app/_ui/progress-bar.tsx";
import { hasEnded, secondsLeft, stepRate } from "#app/_ui/run-state.ts";
import { useFormat } from "#app/_ui/use-format.ts";
import styles from "./run-header.module.css";

/** How far, how fast, how long still. */
export function RunProgress({ run, now }: { run: RunDetail; now: number }) {
  const t = useTranslations("run");
  const format = useFormat();
  const { step, maxSteps } = run;
  const rate = stepRate(run, run.endedAt ?? now);
  const left = secondsLeft(run, now);
  const retryMs = (run.notBefore ?? now) - now;
  const tone = run.status === "finished" ? "done" : hasEnded(run.status) ? "still" : "running";
  return (
    <div className={styles.progress}>
      {maxSteps !== null && (
        <div className={styles.bar}>
          <ProgressBar value={step} max={maxSteps} height={8} tone={tone} label={t("progress")} />
        </div>
      )}
      <span className={`${styles.progressWords} numbers`}>
        {maxSteps !== null && <strong>{format.percent(Math.min(1, step / maxSteps))}</strong>}
        <span>
          {maxSteps === null
            ? t("step", { step: format.count(step) })
            : t("stepOf", { step: format.count(step), max: format.count(maxSteps) })}
        </span>
        {rate !== null && step > 0 && <span>{t("rate", { rate: format.number(rate) })}</span>}
        {left !== null && step > 0 && <span>{t("left", { time: format.duration(Math.ceil(left)) })}</span>}
        {run.status === "queued" && (
          <span>{retryMs > 0 ? t("retryIn", { time: format.duration(Math.ceil(retryMs / 1000)) }) : t("waiting")}</span>
        )}
        {run.status === "stopping" && run.killAt !== null && (
          <strong>
            {run.killAt > now
              ? t("stopping", { time: format.duration(Math.ceil((run.killAt - now) / 1000)) })
              : t("stoppingNow")}
          </strong>
        )}
        {run.status === "starting" && <span>{t("starting")}</span>}
        {run.status === "running" && step === 0 && <span>{t("warming")}</span>}
      </span>
    </div>
  );
}
