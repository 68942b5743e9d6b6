"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "use-intl";
import { useTRPC } from "#app/_trpc/context.ts";
import { useQueueActions } from "#app/_trpc/use-queue-actions.ts";
import styles from "./shell.module.css";

/** Says on every page that nothing is started, while somebody waits or failures stopped it. */
export function QueueBanner() {
  const t = useTranslations("queue.banner");
  const trpc = useTRPC();
  const { data } = useQuery(trpc.system.queue.queryOptions());
  const { resume } = useQueueActions();
  const path = usePathname();
  if (!data?.paused) return null;
  const { by, failedRuns } = data.paused;
  // The queue's own page says so itself.
  if (by === "person" && path === "/queue") return null;
  return (
    <div className={styles.banner} role="alert">
      <span>
        {t(by, { waiting: data.queued.length })}{" "}
        {failedRuns.map((id) => (
          <Link key={id} href={`/runs/${id}`}>
            {id}{" "}
          </Link>
        ))}
      </span>
      <button type="button" disabled={resume.isPending} onClick={() => resume.mutate()}>
        {t("resume")}
      </button>
    </div>
  );
}
