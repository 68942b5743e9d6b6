"use client";

import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { useText } from "#app/_i18n/use-text.ts";
import { useTRPC } from "#app/_trpc/context.ts";
import { Failed, RowsSkeleton } from "#app/_ui/states.tsx";
import styles from "./alerts.module.css";
import { Deliveries } from "./deliveries.tsx";
import { DesktopSwitch } from "./desktop-switch.tsx";
import { MetricRules } from "./metric-rules.tsx";
import { ServerAddress } from "./server-address.tsx";
import { Targets } from "./targets.tsx";

/** Who is told of what: this browser, webhooks, lines that metrics may cross, and the log of what was sent. */
export function AlertSettings() {
  const t = useTranslations("alerts");
  const text = useText();
  const trpc = useTRPC();
  const settings = useQuery(trpc.alerts.get.queryOptions());
  return (
    <div className={styles.alerts}>
      <Part title={t("desktop.title")}>
        <DesktopSwitch />
      </Part>
      {settings.isError && !settings.data && (
        <Failed what={t("failed")} error={settings.error} onRetry={() => settings.refetch()} />
      )}
      {settings.isPending && <RowsSkeleton rows={4} height={32} />}
      {settings.data?.problem && (
        <Failed
          what={t("refused")}
          error={{ message: text(settings.data.problem) }}
          onRetry={() => settings.refetch()}
        />
      )}
      {settings.data && !settings.data.problem && (
        <>
          <Part title={t("targets.title")}>
            <Targets settings={settings.data} />
          </Part>
          <Part title={t("rules.title")}>
            <MetricRules settings={settings.data} />
          </Part>
          <Part title={t("address.title")}>
            <ServerAddress settings={settings.data} />
          </Part>
        </>
      )}
      <Part title={t("log.title")}>
        <Deliveries />
      </Part>
    </div>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title} className={styles.part}>
      <h3 className={styles.title}>{title}</h3>
      {children}
    </section>
  );
}
