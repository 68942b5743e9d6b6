"use client";

import { ActionIcon } from "@mantine/core";
import { useSessionStorage } from "@mantine/hooks";
import { IconAlertTriangle, IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "use-intl";
import { useTRPC } from "#app/_trpc/context.ts";
import { useFormat } from "#app/_ui/use-format.ts";
import styles from "./disk-banner.module.css";

/** One line under the top bar while the disk is nearly full; WorkerState keeps the answer fresh. */
export function DiskBanner() {
  const t = useTranslations("shell.disk");
  const trpc = useTRPC();
  const format = useFormat();
  const { data } = useQuery(trpc.system.info.queryOptions());
  const [isDismissed, setDismissed] = useSessionStorage({ key: "vela-disk-banner", defaultValue: false });
  if (!data?.diskLow || isDismissed) return null;
  return (
    <section className={styles.banner} aria-label={t("label")}>
      <IconAlertTriangle size={15} className={styles.icon} aria-hidden />
      <span className={styles.text} role="status">
        {t("low", { free: format.bytes(data.diskFreeBytes), total: format.bytes(data.diskTotalBytes) })}{" "}
        <Link href="/checkpoints">{t("link")}</Link>
      </span>
      <ActionIcon size={24} aria-label={t("dismiss")} onClick={() => setDismissed(true)}>
        <IconX size={14} aria-hidden />
      </ActionIcon>
    </section>
  );
}
