"use client";

import { useState } from "react";
import { useTranslations } from "use-intl";
import type { SweepDetail } from "#app/_trpc/rows.ts";
import { Panel } from "#app/_ui/panel.tsx";
import { Failed, RowsSkeleton } from "#app/_ui/states.tsx";
import { FieldImportance } from "./field-importance.tsx";
import { ParallelCoordinates } from "./parallel-coordinates.tsx";
import { SweepHead } from "./sweep-head.tsx";
import { SweepRuns } from "./sweep-runs.tsx";
import styles from "./sweeps.module.css";
import { useSweep } from "./use-sweep.ts";

/** /sweeps/<id>: its runs side by side, what they tried, and what of that matters. */
export function SweepPage({ sweepId }: { sweepId: string }) {
  const t = useTranslations("sweeps");
  const sweep = useSweep(sweepId);
  if (sweep.isError && !sweep.data)
    return <Failed what={t("sweepFailed")} error={sweep.error} onRetry={() => sweep.refetch()} />;
  if (!sweep.data) return <RowsSkeleton rows={12} />;
  return <Sweep sweep={sweep.data} />;
}

function Sweep({ sweep }: { sweep: SweepDetail }) {
  const t = useTranslations("sweeps");
  const [marked, setMarked] = useState<string | null>(null);
  return (
    <>
      <SweepHead sweep={sweep} />
      <div className={styles.page}>
        <div className={styles.upper}>
          <Panel title={t("parallel.title")}>
            <ParallelCoordinates sweep={sweep} marked={marked} onMark={setMarked} />
          </Panel>
          <Panel title={t("importance.title")}>
            <FieldImportance importance={sweep.importance} />
          </Panel>
        </div>
        <Panel title={t("table.title")} flush>
          <SweepRuns sweep={sweep} marked={marked} onMark={setMarked} />
        </Panel>
      </div>
    </>
  );
}
