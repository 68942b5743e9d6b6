import { MISSING } from "./number.ts";

/** Milliseconds since the epoch as local time: "2026-01-31 14:02:05". */
export function formatTime(time: number | null): string {
  if (time === null) return MISSING;
  const at = new Date(time);
  const two = (n: number) => String(n).padStart(2, "0");
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

/** Milliseconds that something took, in its two largest units: "12s", "5m 02s", "3h 20m", "2d 04h". */
export function formatDuration(ms: number | null): string {
  if (ms === null) return MISSING;
  const seconds = Math.max(0, Math.round(ms / 1000));
  const two = (n: number) => String(Math.floor(n)).padStart(2, "0");
  if (seconds < 60) return `${seconds}s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m ${two(seconds % 60)}s`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)}h ${two((seconds % 3600) / 60)}m`;
  return `${Math.floor(seconds / 86_400)}d ${two((seconds % 86_400) / 3600)}h`;
}
