import { expect, test } from "vitest";
import { readSettings, SMOOTH_BY, settingsParams, smoothingOf } from "#app/_panels/chart-settings.ts";

test("settings come back from the URL as they went in, and defaults leave it empty", () => {
  const fromUrl = (settings: ReturnType<typeof readSettings>) =>
    readSettings(
      new URLSearchParams(
        Object.entries(settingsParams(settings)).flatMap(([key, value]) => (value === null ? [] : [[key, value]])),
      ),
    );
  for (const smoothBy of SMOOTH_BY) {
    const settings = { xKind: "relative", smoothing: 0.6, smoothBy, ignoreOutliers: true } as const;
    expect(fromUrl(settings)).toEqual(settings);
  }
  const defaults = readSettings(new URLSearchParams("x=odd&smooth=2&by=magic&outliers=1"));
  expect(Object.values(settingsParams(defaults))).toEqual([null, null, null, null]);
});

test("every kind of smoothing averages over about as many points at one strength", () => {
  const at = (smoothBy: (typeof SMOOTH_BY)[number], smoothing = 0.9) =>
    smoothingOf({ xKind: "step", ignoreOutliers: false, smoothing, smoothBy });
  expect(at("exponential")).toEqual({ kind: "exponential", weight: 0.9 });
  expect(at("mean")).toEqual({ kind: "mean", window: 11 });
  expect(at("gaussian")).toEqual({ kind: "gaussian", sigma: expect.closeTo(5) });
  expect(at("gaussian", 0)).toEqual({ kind: "none" });
});
