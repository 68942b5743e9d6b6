import { Button } from "@mantine/core";
import { IconGitCompare, IconPlayerStop } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { useTRPC } from "#app/_trpc/context.ts";
import type { SweepDetail } from "#app/_trpc/rows.ts";
import { ConfirmDialog } from "#app/_ui/confirm-dialog.tsx";
import { PageHead } from "#app/_ui/page-head.tsx";
import { hasEnded } from "#app/_ui/run-state.ts";
import { useFormat } from "#app/_ui/use-format.ts";
import { useNow } from "#app/_ui/use-now.ts";
import { bestRuns } from "./best-runs.ts";
import { StateCounts } from "./state-counts.tsx";
import styles from "./sweeps.module.css";

const COMPARED = 10;
const NOW_EVERY_MS = 10_000;

/** What the sweep is, how far it is, its best run, and what can be done. */
export function SweepHead({ sweep }: { sweep: SweepDetail }) {
  const t = useTranslations("sweeps");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const format = useFormat();
  const now = useNow(NOW_EVERY_MS);
  const [isAsking, setAsking] = useState(false);
  const stop = useMutation(
    trpc.sweeps.stop.mutationOptions({
      onSuccess: () => queryClient.invalidateQueries({ queryKey: trpc.sweeps.pathKey() }),
    }),
  );
  const { id, name, method, objective, runs, counts, runCount, best, stoppedAt, recipe, preset } = sweep;
  const { metric, goal } = objective;
  const isOpen = runs.some(({ status }) => !hasEnded(status));
  const top = bestRuns(runs, goal).slice(0, COMPARED);
  return (
    <>
      <PageHead title={name} about={[t(`methods.${method}`), recipe, preset].filter(Boolean).join(" · ")}>
        {top.length > 1 && (
          <Button
            component={Link}
            href={`/compare?runs=${top.map((run) => run.id).join(",")}`}
            leftSection={<IconGitCompare size={15} aria-hidden />}
          >
            {t("compare", { count: top.length })}
          </Button>
        )}
        {isOpen && (
          <Button
            leftSection={<IconPlayerStop size={15} aria-hidden />}
            loading={stop.isPending}
            onClick={() => setAsking(true)}
          >
            {t("stop")}
          </Button>
        )}
      </PageHead>
      <div className={styles.facts}>
        <StateCounts counts={counts} runCount={runCount} />
        <span>
          <span className={styles.dim}>{goal === "min" ? t("goalMin", { metric }) : t("goalMax", { metric })}</span>{" "}
          {best ? (
            <>
              <strong className="numbers">{format.number(best.value)}</strong>{" "}
              <Link href={`/runs/${best.runId}`}>{best.runName}</Link>
            </>
          ) : (
            <span className={styles.dim}>{t("noBest", { metric })}</span>
          )}
        </span>
        {stoppedAt !== null && <span className={styles.dim}>{t("stopped", { time: format.ago(stoppedAt, now) })}</span>}
      </div>
      <ConfirmDialog
        opened={isAsking}
        onClose={() => setAsking(false)}
        title={t("stop")}
        text={t("stopText")}
        action={t("stop")}
        onConfirm={() => {
          setAsking(false);
          stop.mutate({ id });
        }}
      />
    </>
  );
}
