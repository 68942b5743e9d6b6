import { DragDropProvider } from "@dnd-kit/react";
import { isSortable } from "@dnd-kit/react/sortable";
import { useTranslations } from "use-intl";
import type { RunRow } from "#app/_trpc/rows.ts";
import { useQueueActions } from "#app/_trpc/use-queue-actions.ts";
import styles from "./queue.module.css";
import { WaitingRun } from "./waiting-run.tsx";

/** Runs that wait, the next one first; dragged, or moved by space and arrows, into another order. */
export function WaitingRuns({ runs, gpus, now }: { runs: RunRow[]; gpus: number; now: number }) {
  const t = useTranslations("queue");
  const { place } = useQueueActions();
  if (runs.length === 0) return <p className={styles.nothing}>{t("nothingWaits")}</p>;
  return (
    <DragDropProvider
      onDragEnd={({ canceled, operation: { source } }) => {
        if (canceled || !isSortable(source) || source.index === source.initialIndex) return;
        const others = runs.filter(({ id }) => id !== source.id);
        place.mutate({ id: String(source.id), before: others[source.index]?.id ?? null });
      }}
    >
      <ol className={styles.waiting}>
        {runs.map((run, index) => (
          <WaitingRun key={run.id} {...{ run, index, gpus, now }} />
        ))}
      </ol>
    </DragDropProvider>
  );
}
