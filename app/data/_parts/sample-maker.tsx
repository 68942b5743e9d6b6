"use client";

import { Alert, Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect, useRef } from "react";
import { useTranslations } from "use-intl";
import { useTRPC } from "#app/_trpc/context.ts";
import { ProgressBar } from "#app/_ui/progress-bar.tsx";
import { useFormat } from "#app/_ui/use-format.ts";
import styles from "./sample-maker.module.css";

type Props = {
  size: 64 | 128;
  episodes: number;
  label: string;
  icon?: ReactNode;
  variant?: "filled" | "default";
  onDone?: () => void;
};

const ASK_EVERY_MS = 400;

/** One button that has the sample data made, the bar that shows how far it is, and what went wrong. */
export function SampleMaker({ size, episodes, label, icon, variant = "default", onDone }: Props) {
  const t = useTranslations("data.sample");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const format = useFormat();
  const make = useMutation(
    trpc.datasets.makeSample.mutationOptions({
      meta: { silent: true },
      onSuccess: () => queryClient.invalidateQueries(trpc.datasets.jobs.queryFilter()),
    }),
  );
  const jobs = useQuery(
    trpc.datasets.jobs.queryOptions(undefined, {
      refetchInterval: (query) => (query.state.data?.some(isGoing) ? ASK_EVERY_MS : false),
    }),
  );
  const mine = jobs.data?.find((job) => job.id === make.data?.id);
  const job = mine ?? jobs.data?.find((other) => other.size === size && isGoing(other));
  const isBusy = make.isPending || (job !== undefined && isGoing(job));

  // Leaving for the next page is an act, not a state: it happens once, when the job that was seen going ends.
  const wasBusy = useRef(false);
  useEffect(() => {
    if (isBusy) wasBusy.current = true;
    if (!wasBusy.current || job?.status !== "finished") return;
    wasBusy.current = false;
    void queryClient.invalidateQueries(trpc.datasets.list.queryFilter());
    onDone?.();
  }, [isBusy, job?.status, onDone, queryClient, trpc]);

  const error = make.error?.message ?? (job?.status === "failed" ? (job.error ?? t("failed")) : null);
  return (
    <div className={styles.maker}>
      <Button
        variant={variant}
        mih={variant === "filled" ? 34 : 28}
        h="auto"
        py={4}
        styles={{ label: { whiteSpace: "normal" } }}
        leftSection={icon}
        loading={isBusy}
        onClick={() => make.mutate({ size, episodes })}
      >
        {label}
      </Button>
      {isBusy && (
        <div className={styles.progress}>
          <ProgressBar value={job?.done ?? 0} max={job?.total || episodes} height={6} label={t("progressLabel")} />
          <output className="numbers">
            {t("progress", { done: format.count(job?.done ?? 0), total: format.count(job?.total || episodes) })}
          </output>
        </div>
      )}
      {error && (
        <Alert color="red" p={8} role="alert">
          {error}
        </Alert>
      )}
    </div>
  );
}

function isGoing({ status }: { status: string }): boolean {
  return status === "queued" || status === "running";
}
