"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "use-intl";
import { useText } from "#app/_i18n/use-text.ts";
import { useTRPC } from "#app/_trpc/context.ts";
import type { ConsoleRow, RunDetail } from "#app/_trpc/rows.ts";
import { useUrlParams } from "#app/_ui/use-url-params.ts";
import consoleStyles from "./console/console.module.css";
import { spanLook } from "./console/span-look.ts";
import styles from "./run-header.module.css";

const TAIL_LINES = 50;
const BAD_ENDS = ["failed", "lost", "preempted"] as const;
const KNOWN_EXITS = ["1", "2", "3", "4"] as const;

/** Why a run ended otherwise than by finishing: reason, exit code or signal, and the last it said. */
export function EndReason({ run }: { run: RunDetail }) {
  const t = useTranslations("run.end");
  const text = useText();
  const waitsForRetry = run.status === "queued" && run.failure !== null;
  const bad = waitsForRetry ? "retry" : BAD_ENDS.find((status) => status === run.status);
  const isBad = bad !== undefined;
  const [params] = useUrlParams();
  // The console itself shows more.
  const hasTail = isBad && params.get("tab") !== "console";
  const trpc = useTRPC();
  const tail = useQuery(
    trpc.console.rows.queryOptions({ runId: run.id, from: -TAIL_LINES, count: TAIL_LINES }, { enabled: hasTail }),
  );
  const ending = bad ?? (run.status === "cancelled" ? "cancelled" : null);
  if (!ending) return null;
  // A run that waits to be tried again has no end of its own; the attempt before has.
  const { exitCode, exitSignal } = (waitsForRetry && run.attempts.at(-1)) || run;
  const exit = KNOWN_EXITS.find((code) => code === String(exitCode));
  const rows = tail.data?.rows ?? [];
  // A rule of its sweep says why in both languages.
  const reason = run.stoppedText?.en === run.endReason && run.stoppedText ? text(run.stoppedText) : run.endReason;
  return (
    <section className={styles.reason} data-status={run.status} role={isBad ? "alert" : undefined}>
      <strong>{t(`title.${ending}`)}</strong> {reason}
      <div className={styles.dim}>
        {exitSignal !== null && t("signal", { signal: exitSignal })}
        {exitSignal === null &&
          exitCode !== null &&
          exitCode !== 0 &&
          `${t("code", { code: exitCode })}${exit ? ` ${t(`exit.${exit}`)}` : ""}`}
      </div>
      {run.failure === "memory" && <div>{t("memory")}</div>}
      {hasTail && rows.length > 0 && (
        <figure className={styles.tail}>
          <figcaption className={styles.dim}>
            {t("lastLines")} · <Link href={`/runs/${run.id}?tab=console`}>{t("openConsole")}</Link>
          </figcaption>
          <Tail rows={rows} />
        </figure>
      )}
    </section>
  );
}

/** Opens at its end: the last line says most. */
function Tail({ rows }: { rows: ConsoleRow[] }) {
  return (
    <pre
      ref={(box) => {
        if (box) box.scrollTop = box.scrollHeight;
      }}
      className={consoleStyles.tail}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
    >
      {rows.map(({ spans }, i) => (
        <div key={i} className={consoleStyles.tailLine}>
          {spans.map((span, j) => (
            <span key={j} {...spanLook(span, consoleStyles)}>
              {span.text}
            </span>
          ))}
        </div>
      ))}
    </pre>
  );
}
