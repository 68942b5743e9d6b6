import { Button } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { useText } from "#app/_i18n/use-text.ts";
import { useTRPC } from "#app/_trpc/context.ts";
import type { DeliveryRow } from "#app/_trpc/rows.ts";
import { HoverLink } from "#app/_ui/hover-link.tsx";
import { Failed, RowsSkeleton } from "#app/_ui/states.tsx";
import tables from "#app/_ui/table.module.css";
import { useFormat } from "#app/_ui/use-format.ts";
import { useNow } from "#app/_ui/use-now.ts";
import styles from "./alerts.module.css";

const ASK_EVERY_MS = 5_000;
const FIRST = 10;
const MOST = 1000;

/** What was sent to whom, what waits, and what was refused with which words. */
export function Deliveries() {
  const t = useTranslations("alerts.log");
  const trpc = useTRPC();
  const [limit, setLimit] = useState(FIRST);
  const rows = useQuery(
    trpc.alerts.deliveries.queryOptions(
      { limit },
      { refetchInterval: ASK_EVERY_MS, placeholderData: keepPreviousData },
    ),
  );
  if (rows.isError && !rows.data)
    return <Failed what={t("failed")} error={rows.error} onRetry={() => rows.refetch()} />;
  if (!rows.data) return <RowsSkeleton rows={3} />;
  if (rows.data.length === 0) return <p className={styles.dim}>{t("none")}</p>;
  return (
    <>
      <div className={tables.frame}>
        <table className={tables.table}>
          <thead>
            <tr>
              <th scope="col">{t("time")}</th>
              <th scope="col">{t("target")}</th>
              <th scope="col">{t("state")}</th>
              <th scope="col">{t("what")}</th>
            </tr>
          </thead>
          <tbody>
            {rows.data.map((row) => (
              <Row key={row.id} row={row} />
            ))}
          </tbody>
        </table>
      </div>
      {rows.data.length >= limit && limit < MOST && (
        <Button mt={8} onClick={() => setLimit((before) => Math.min(MOST, before * 5))}>
          {t("more")}
        </Button>
      )}
    </>
  );
}

function Row({ row }: { row: DeliveryRow }) {
  const t = useTranslations("alerts.log");
  const text = useText();
  const format = useFormat();
  const now = useNow(1000);
  const { createdAt, targetName, status, nextAt, tries, error, runId } = row;
  const wait = nextAt === null ? 0 : Math.max(0, (nextAt - now) / 1000);
  return (
    <tr>
      <td className={`${tables.dim} numbers`}>
        <time title={format.dateTime(createdAt)}>{format.ago(createdAt, now)}</time>
      </td>
      <td>{targetName}</td>
      <td>
        {status === "sent" && <span className={styles.good}>{t("sent")}</span>}
        {status === "failed" && <span className={styles.bad}>{t("givenUp", { tries })}</span>}
        {status === "waiting" && (tries === 0 ? t("waiting") : t("again", { wait: format.duration(wait), tries }))}
      </td>
      <td className={styles.what}>
        {runId ? <HoverLink href={`/runs/${runId}`}>{text(row.text)}</HoverLink> : text(row.text)}
        {error && <div className={styles.bad}>{error}</div>}
      </td>
    </tr>
  );
}
