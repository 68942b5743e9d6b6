"use client";

import { Tooltip } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { useTRPC } from "#app/_trpc/context.ts";
import { useLiveState } from "#app/_trpc/live.tsx";
import styles from "./shell.module.css";

const ASK_EVERY_MS = 10_000;

/** What the machine is doing: a dot and a few words. */
export function WorkerState() {
  const t = useTranslations("shell.worker");
  const trpc = useTRPC();
  const live = useLiveState();
  const queue = useQuery(trpc.system.queue.queryOptions());
  const info = useQuery(trpc.system.info.queryOptions(undefined, { refetchInterval: ASK_EVERY_MS }));
  const state = stateOf(info.data?.worker.alive, queue.data?.running.length ?? 0);
  const words = {
    unknown: info.isError ? t("unreachable") : t("asking"),
    dead: t("dead"),
    idle: t("idle"),
    busy: t("busy", { running: queue.data?.running.length ?? 0, queued: queue.data?.queued.length ?? 0 }),
  };
  const isQueueBlocked = state === "idle" && (queue.data?.queued.length ?? 0) > 0;
  return (
    <Tooltip label={state === "dead" ? t("deadHelp") : t(`live.${live}`)}>
      <output className={`${styles.worker} numbers`}>
        <span className={styles.dot} data-state={state} aria-hidden />
        {isQueueBlocked ? words.busy : words[state]}
      </output>
    </Tooltip>
  );
}

function stateOf(isAlive: boolean | undefined, running: number): "unknown" | "dead" | "idle" | "busy" {
  if (isAlive === undefined) return "unknown";
  if (!isAlive) return "dead";
  return running > 0 ? "busy" : "idle";
}
