import { expect, test } from "vitest";
import { formatBytes } from "#app/_format/bytes.ts";
import { formatDuration } from "#app/_format/duration.ts";
import { formatPercent } from "#app/_format/percent.ts";
import { formatClock, formatDateTime, formatDay, formatRelative } from "#app/_format/time.ts";

test.each([
  [0, "0 B"],
  [999, "999 B"],
  [1000, "1 kB"],
  [36_200_000, "36.2 MB"],
  [999_999, "1 MB"],
  [24e9, "24 GB"],
  [null, "–"],
])("%s bytes read as %s", (bytes, text) => expect(formatBytes(bytes, "en")).toBe(text));

test.each([
  [0, "0s"],
  [0.0123, "12.3ms"],
  [0.9999, "1s"],
  [1.25, "1.3s"],
  [9.97, "10s"],
  [59.6, "1m"],
  [112, "1m 52s"],
  [3600, "1h"],
  [3599.7, "1h"],
  [86_399, "1d"],
  [90_000, "1d 1h"],
  [-112, "−1m 52s"],
  [Number.NaN, "–"],
])("%s seconds read as %s", (seconds, text) => expect(formatDuration(seconds, "en")).toBe(text));

test("durations speak Chinese", () => expect(formatDuration(112, "zh-CN")).toBe("1分钟 52秒"));

test("a share reads as a percentage", () => {
  expect(formatPercent(0.41327, "en")).toBe("41.3%");
  expect(formatPercent(1, "en")).toBe("100%");
  expect(formatPercent(null, "en")).toBe("–");
});

test("relative time never counts a unit that has not passed", () => {
  const now = Date.UTC(2026, 0, 2, 12);
  expect(formatRelative(now - 3000, now, "en")).toBe("now");
  expect(formatRelative(now - 179_000, now, "en")).toBe("2 min. ago");
  expect(formatRelative(now - 86_399_000, now, "en")).toBe("23 hr. ago");
  expect(formatRelative(now + 120_000, now, "zh-CN")).toBe("2分钟后");
});

test("absolute time follows locale and time zone", () => {
  const time = Date.UTC(2026, 0, 2, 13, 4, 5);
  expect(formatDateTime(time, "en", "UTC")).toBe("Jan 2, 2026, 13:04:05");
  expect(formatDateTime(time, "zh-CN", "Asia/Shanghai")).toBe("2026年1月2日 21:04:05");
  expect(formatClock(time, "en", { timeZone: "UTC" })).toBe("13:04");
  expect(formatClock(time, "en", { withSeconds: true, timeZone: "UTC" })).toBe("13:04:05");
  expect(formatDay(time, "en", "UTC")).toBe("Jan 2");
  expect(formatDay(null, "en")).toBe("–");
});
