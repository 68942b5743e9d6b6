"use client";

import { Button } from "@mantine/core";
import { IconPlayerPause, IconPlayerPlay } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "use-intl";
import { useTRPC } from "#app/_trpc/context.ts";
import { useQueueActions } from "#app/_trpc/use-queue-actions.ts";
import { PageHead } from "#app/_ui/page-head.tsx";
import { Panel } from "#app/_ui/panel.tsx";
import { Empty, Failed, RowsSkeleton } from "#app/_ui/states.tsx";
import { useNow } from "#app/_ui/use-now.ts";
import styles from "./queue.module.css";
import { RunningRuns } from "./running-runs.tsx";
import { WaitingRuns } from "./waiting-runs.tsx";

const ASK_EVERY_MS = 10_000;

/** What runs here, what waits, in which order, and whether anything is started at all. */
export function QueuePage() {
  const t = useTranslations("queue");
  const trpc = useTRPC();
  const now = useNow(1000);
  const queue = useQuery(trpc.system.queue.queryOptions(undefined, { refetchInterval: ASK_EVERY_MS }));
  const { pause, resume } = useQueueActions();
  if (queue.isError && !queue.data)
    return <Failed what={t("failed")} error={queue.error} onRetry={() => queue.refetch()} />;
  if (!queue.data) return <RowsSkeleton rows={8} />;
  const { running, queued, slots, gpus, paused } = queue.data;
  const local = running.filter(({ remote }) => !remote);
  const gpusTaken = local.reduce((sum, run) => sum + run.gpus.length, 0);
  return (
    <>
      <PageHead title={t("title")}>
        {paused ? (
          <Button
            variant="filled"
            leftSection={<IconPlayerPlay size={15} aria-hidden />}
            loading={resume.isPending}
            onClick={() => resume.mutate()}
          >
            {t("resume")}
          </Button>
        ) : (
          <Button
            leftSection={<IconPlayerPause size={15} aria-hidden />}
            loading={pause.isPending}
            onClick={() => pause.mutate()}
          >
            {t("pause")}
          </Button>
        )}
      </PageHead>
      {running.length + queued.length === 0 ? (
        <Empty
          title={t("empty")}
          action={
            <Button component={Link} href="/launch">
              {t("launch")}
            </Button>
          }
        >
          {t("emptyText", { slots })}
        </Empty>
      ) : (
        <div className={styles.page}>
          <Panel
            title={t("running", { count: running.length })}
            flush
            actions={
              <span className={`${styles.dim} numbers`}>
                {t("slots", { taken: local.length, slots })}
                {gpus.length > 0 && ` · ${t("gpus", { taken: gpusTaken, gpus: gpus.length })}`}
              </span>
            }
          >
            <RunningRuns runs={running} now={now} />
          </Panel>
          <Panel title={t("waiting", { count: queued.length })} flush>
            <WaitingRuns runs={queued} gpus={gpus.length} now={now} />
          </Panel>
        </div>
      )}
    </>
  );
}
