import { expect, test } from "vitest";
import { axisFor } from "#app/_panels/axis-for.ts";
import { PLAIN_SETTINGS } from "#app/_panels/chart-settings.ts";
import { isSystemMetric, SYSTEM_METRICS, systemMetric } from "#trainer/contract/system-metrics.ts";

const BY_METRIC = { ...PLAIN_SETTINGS, xKind: "metric", xKey: "train/loss", smoothing: 0.5 } as const;

test("charts of the machine are drawn over time, whatever the x axis of the others is", () => {
  const of = (settings: typeof PLAIN_SETTINGS) => axisFor(settings, ["system/gpu_0_watts", "system/cpu_percent"]);
  expect(of(PLAIN_SETTINGS)).toMatchObject({ xKind: "relative", xKey: null });
  expect(of(BY_METRIC)).toMatchObject({ xKind: "relative", xKey: null, smoothing: 0.5 });
  expect(of({ ...PLAIN_SETTINGS, xKind: "wall" })).toMatchObject({ xKind: "wall" });
  expect(axisFor(PLAIN_SETTINGS, ["train/loss", "system/cpu_percent"]).xKind).toBe("relative");
});

test("all other charts keep their axis, also a trainer's own system/ metrics", () => {
  for (const settings of [PLAIN_SETTINGS, BY_METRIC])
    expect(axisFor(settings, ["train/loss", "system/memory", "system/gpu.0.temp"])).toBe(settings);
});

test("every metric of the machine has a name in both languages", () => {
  const gpus = ["percent", "memory_bytes", "temperature", "watts"].map((kind) => `system/gpu_12_${kind}`);
  for (const key of [...Object.keys(SYSTEM_METRICS), ...gpus]) {
    expect(isSystemMetric(key)).toBe(true);
    expect(systemMetric(key)?.label.en).toMatch(/[a-z%]/);
    expect(systemMetric(key)?.label.zh).toMatch(/\p{Script=Han}/u);
  }
  expect(systemMetric(gpus[0]!)?.label.en).toBe("GPU 12 in use, %");
  for (const key of ["train/loss", "system/gpu_x_percent", "system/gpu_0_fans", "toString", "constructor"])
    expect(systemMetric(key)).toBeNull();
  expect(isSystemMetric("constructor")).toBe(false);
});
