import {
  IconBan,
  IconCheck,
  IconClock,
  IconHelp,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerSkipForward,
  IconPlayerStop,
  IconX,
} from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import type { RunStatus } from "#app/_trpc/rows.ts";
import styles from "./status-badge.module.css";

const ICONS = {
  queued: IconClock,
  starting: IconPlayerSkipForward,
  running: IconPlayerPlay,
  stopping: IconPlayerStop,
  finished: IconCheck,
  failed: IconX,
  cancelled: IconBan,
  preempted: IconPlayerPause,
  lost: IconHelp,
} satisfies Record<RunStatus, unknown>;

type Props = { status: RunStatus; position?: number | null; isStalled?: boolean };

/** A run's state as icon, word and colour. */
export function StatusBadge({ status, position = null, isStalled = false }: Props) {
  const t = useTranslations("status");
  const Icon = ICONS[status];
  return (
    <span className={styles.badge} data-status={status} title={isStalled ? t("stalledHelp") : t(`help.${status}`)}>
      <Icon size={14} stroke={2} aria-hidden className={styles.icon} />
      <span className={styles.word}>{isStalled ? t("stalled") : t(status)}</span>
      {position !== null && <span className="numbers">{t("position", { position })}</span>}
    </span>
  );
}
