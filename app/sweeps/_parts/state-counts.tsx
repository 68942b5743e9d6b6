import { useTranslations } from "use-intl";
import type { RunStatus, SweepRow } from "#app/_trpc/rows.ts";
import { hasEnded } from "#app/_ui/run-state.ts";
import { useFormat } from "#app/_ui/use-format.ts";
import styles from "./sweeps.module.css";

const ORDER: RunStatus[] = [
  ...(["finished", "running", "starting", "stopping", "queued"] as const),
  ...(["cancelled", "failed", "preempted", "lost"] as const),
];

/** How many runs are in which state, as a bar and in words. */
export function StateCounts({ counts, runCount }: Pick<SweepRow, "counts" | "runCount">) {
  const t = useTranslations("sweeps");
  const status = useTranslations("status");
  const format = useFormat();
  const there = ORDER.flatMap((state) => (counts[state] ? [{ state, count: counts[state] }] : []));
  const done = there.reduce((sum, { state, count }) => (hasEnded(state) ? sum + count : sum), 0);
  const words = there.map(({ state, count }) => `${format.count(count)} ${status(state)}`).join(" · ");
  return (
    <span className={styles.counts} title={words}>
      <span className={styles.bar} aria-hidden>
        {there.map(({ state, count }) => (
          <span key={state} style={{ flexGrow: count, background: `var(--vela-status-${colorOf(state)})` }} />
        ))}
      </span>
      <span className="numbers">{t("ended", { done, count: runCount })}</span>
    </span>
  );
}

/** A state that is on its way has the colour of where it goes. */
function colorOf(state: RunStatus): string {
  return state === "starting" ? "running" : state;
}
