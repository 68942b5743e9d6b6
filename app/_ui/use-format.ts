import { useMemo } from "react";
import { useLocale } from "use-intl";
import { formatBytes } from "#app/_format/bytes.ts";
import { formatDuration } from "#app/_format/duration.ts";
import { formatCount, formatNumber } from "#app/_format/number.ts";
import { formatPercent } from "#app/_format/percent.ts";
import { formatClock, formatDateTime, formatRelative } from "#app/_format/time.ts";

/** The formatters in the reader's language. */
export function useFormat() {
  const locale = useLocale();
  return useMemo(
    () => ({
      number: (value: number | string | null | undefined) => formatNumber(value, locale),
      count: (value: number | null | undefined) => formatCount(value, locale),
      bytes: (value: number | null | undefined) => formatBytes(value, locale),
      duration: (seconds: number | null | undefined) => formatDuration(seconds, locale),
      percent: (share: number | null | undefined) => formatPercent(share, locale),
      ago: (time: number | null | undefined, now: number) => formatRelative(time, now, locale),
      dateTime: (time: number | null | undefined) => formatDateTime(time, locale),
      clock: (time: number | null | undefined) => formatClock(time, locale),
      clockSeconds: (time: number | null | undefined) => formatClock(time, locale, { withSeconds: true }),
    }),
    [locale],
  );
}
