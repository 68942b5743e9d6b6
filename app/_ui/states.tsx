import { Button, Skeleton } from "@mantine/core";
import { IconAlertTriangle, IconRefresh } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import styles from "./states.module.css";

/** Nothing here yet: what this place is for, and the next step. */
export function Empty({ title, children, action }: { title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className={styles.state}>
      <h2 className={styles.title}>{title}</h2>
      {children && <div className={styles.text}>{children}</div>}
      {action}
    </div>
  );
}

/** It did not work: the sentence that says why, and another try. */
export function Failed({ what, error, onRetry }: { what: string; error: { message: string }; onRetry?: () => void }) {
  const t = useTranslations("common");
  return (
    <div className={styles.state} role="alert">
      <IconAlertTriangle size={22} className={styles.failedIcon} aria-hidden />
      <h2 className={styles.title}>{what}</h2>
      <div className={styles.text}>{error.message}</div>
      {onRetry && (
        <Button leftSection={<IconRefresh size={15} aria-hidden />} onClick={onRetry}>
          {t("retry")}
        </Button>
      )}
    </div>
  );
}

/** Grey bars in the size of the rows that come. */
export function RowsSkeleton({ rows, height = 32 }: { rows: number; height?: number }) {
  const t = useTranslations("common");
  return (
    <div className={styles.rows} role="status" aria-label={t("loading")}>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className={styles.row} style={{ height }}>
          <Skeleton height={12} width={`${[62, 48, 71, 55][row % 4]}%`} />
        </div>
      ))}
    </div>
  );
}
