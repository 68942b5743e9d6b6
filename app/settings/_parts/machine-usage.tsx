"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { Sparkline } from "#app/_chart/sparkline.tsx";
import { useTRPC } from "#app/_trpc/context.ts";
import type { HostSample } from "#app/_trpc/rows.ts";
import { Failed, RowsSkeleton } from "#app/_ui/states.tsx";
import { useFormat } from "#app/_ui/use-format.ts";
import styles from "./settings.module.css";

const ASK_EVERY_MS = 10_000;
const LINE = { width: 160, height: 24 };

type Row = { name: string; now: string; of: (sample: HostSample) => number | null };

/** What the machine does now, as numbers, and did over the last day, as lines. */
export function MachineUsage() {
  const t = useTranslations("settings.usage");
  const trpc = useTRPC();
  const rowsOf = useRows();
  const host = useQuery(trpc.system.host.queryOptions(undefined, { refetchInterval: ASK_EVERY_MS }));
  if (host.isError && !host.data)
    return <Failed what={t("failed")} error={host.error} onRetry={() => host.refetch()} />;
  if (!host.data) return <RowsSkeleton rows={5} height={30} />;
  const { now, slots } = host.data;
  const newest = now ?? slots.findLast((slot) => slot !== null);
  if (!newest) return <p className={styles.text}>{t("none")}</p>;
  return (
    <>
      {!now && <p className={styles.text}>{t("stale")}</p>}
      <dl className={styles.facts}>
        {rowsOf(newest).map((row) => (
          <div key={row.name}>
            <dt>{row.name}</dt>
            <dd className={`${styles.usage} numbers`}>
              <Sparkline
                {...LINE}
                values={slots.map((slot) => slot && row.of(slot))}
                label={t("line", { name: row.name })}
              />
              <span>{row.now}</span>
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function useRows(): (sample: HostSample) => Row[] {
  const t = useTranslations("settings.usage");
  const format = useFormat();
  const percent = (value: number | null) => format.percent(value === null ? null : value / 100);
  return (sample) => [
    { name: t("cpu"), now: percent(sample.cpuPercent), of: ({ cpuPercent }) => cpuPercent },
    {
      name: t("memory"),
      now: t("memoryText", {
        used: format.bytes(sample.memoryUsedBytes),
        total: format.bytes(sample.memoryTotalBytes),
      }),
      of: ({ memoryUsedBytes }) => memoryUsedBytes,
    },
    {
      name: t("disk"),
      now: t("diskText", { free: format.bytes(sample.diskFreeBytes), used: format.bytes(sample.diskUsedBytes) }),
      of: ({ diskUsedBytes }) => diskUsedBytes,
    },
    {
      name: t("network"),
      now: t("networkText", {
        received: format.bytes(sample.receivedBytesPerSecond),
        sent: format.bytes(sample.sentBytesPerSecond),
      }),
      of: ({ receivedBytesPerSecond: received, sentBytesPerSecond: sent }) =>
        received === null || sent === null ? null : received + sent,
    },
    ...sample.gpus.map(({ index, name, percent: used, memoryBytes, memoryTotalBytes, temperature, watts }) => ({
      name: t("gpu", { index }),
      now: [
        percent(used),
        t("gpuMemory", { used: format.bytes(memoryBytes), total: format.bytes(memoryTotalBytes) }),
        `${format.number(temperature)} °C`,
        `${format.number(watts)} W`,
        name,
      ].join(" · "),
      of: ({ gpus }: HostSample) => gpus.find((gpu) => gpu.index === index)?.percent ?? null,
    })),
  ];
}
