"use client";

import { Skeleton } from "@mantine/core";
import { IconAlertTriangle, IconBan, IconCheck } from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import { useText } from "#app/_i18n/use-text.ts";
import type { CheckAnswer } from "#app/_trpc/rows.ts";
import styles from "./launch.module.css";
import type { Check } from "./use-check.ts";

const ICONS = { ok: IconCheck, warning: IconAlertTriangle, block: IconBan } as const;

/** What the server found when it looked at data, disk and memory before the run. */
export function Findings({ check, errorCount }: { check: Check; errorCount: number }) {
  const t = useTranslations("launch");
  if (check.error) return <p className={styles.bad}>{t("checkFailed", { reason: check.error.message })}</p>;
  if (!check.data) return <Skeleton height={58} aria-label={t("checking")} />;
  if (errorCount === 0 && check.data.ok && check.data.findings.length === 0)
    return <p className={styles.dim}>{t("nothingChecked")}</p>;
  return (
    <ul className={styles.findings} aria-live="polite" aria-busy={check.isBusy}>
      {errorCount > 0 && (
        <li data-level="block">
          <IconBan size={15} aria-hidden />
          {t("errors", { count: errorCount })}
        </li>
      )}
      <FindingItems findings={check.data.findings} />
    </ul>
  );
}

type Found = Pick<CheckAnswer["findings"][number], "level" | "message">;

/** Findings by themselves. */
export function FindingList({ findings }: { findings: readonly Found[] }) {
  return (
    <ul className={styles.findings} aria-live="polite">
      <FindingItems findings={findings} />
    </ul>
  );
}

function FindingItems({ findings }: { findings: readonly Found[] }) {
  const t = useTranslations("launch");
  const text = useText();
  return findings.map(({ level, message }) => {
    const Icon = ICONS[level];
    return (
      <li key={message.en} data-level={level}>
        <Icon size={15} aria-label={t(`levels.${level}`)} />
        {text(message)}
      </li>
    );
  });
}
