"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { useTRPC } from "#app/_trpc/context.ts";
import type { RunDetail } from "#app/_trpc/rows.ts";
import consoleStyles from "./console/console.module.css";
import { plainLines } from "./console/console-lines.ts";
import styles from "./run-header.module.css";

const TAIL_BYTES = 16_384;
const TAIL_LINES = 50;
const BAD_ENDS = ["failed", "lost", "preempted"] as const;
const KNOWN_EXITS = ["1", "2", "3", "4"] as const;

/** Why a run ended otherwise than by finishing: reason, exit code or signal, and the last it said. */
export function EndReason({ run }: { run: RunDetail }) {
  const t = useTranslations("run.end");
  const waitsForRetry = run.status === "queued" && run.failure !== null;
  const bad = waitsForRetry ? "retry" : BAD_ENDS.find((status) => status === run.status);
  const isBad = bad !== undefined;
  const trpc = useTRPC();
  const tail = useQuery(
    trpc.artifacts.console.queryOptions({ runId: run.id, from: -TAIL_BYTES, maxBytes: TAIL_BYTES }, { enabled: isBad }),
  );
  const ending = bad ?? (run.status === "cancelled" ? "cancelled" : null);
  if (!ending) return null;
  const exit = KNOWN_EXITS.find((code) => code === String(run.exitCode));
  const lines = plainLines(tail.data?.text ?? "").slice(-TAIL_LINES);
  return (
    <section className={styles.reason} data-status={run.status} role={isBad ? "alert" : undefined}>
      <strong>{t(`title.${ending}`)}</strong> {run.endReason}
      <div className={styles.dim}>
        {run.exitSignal !== null && t("signal", { signal: run.exitSignal })}
        {run.exitSignal === null &&
          run.exitCode !== null &&
          run.exitCode !== 0 &&
          `${t("code", { code: run.exitCode })}${exit ? ` ${t(`exit.${exit}`)}` : ""}`}
      </div>
      {isBad && lines.length > 0 && (
        <figure className={styles.tail}>
          <figcaption className={styles.dim}>{t("lastLines")}</figcaption>
          <pre className={consoleStyles.tail}>{lines.join("\n")}</pre>
        </figure>
      )}
    </section>
  );
}
