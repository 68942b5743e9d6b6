import { expect, test } from "vitest";
import { PLAIN_SETTINGS, readSettings, SMOOTH_BY, settingsParams, smoothingOf } from "#app/_panels/chart-settings.ts";

test("settings come back from the URL as they went in, and defaults leave it empty", () => {
  const fromUrl = (settings: ReturnType<typeof readSettings>) =>
    readSettings(
      new URLSearchParams(
        Object.entries(settingsParams(settings)).flatMap(([key, value]) => (value === null ? [] : [[key, value]])),
      ),
      ["train/loss"],
    );
  for (const smoothBy of SMOOTH_BY) {
    const settings = { ...PLAIN_SETTINGS, xKind: "relative", smoothing: 0.6, smoothBy, ignoreOutliers: true } as const;
    expect(fromUrl(settings)).toEqual(settings);
  }
  const grouped = { ...PLAIN_SETTINGS, xKind: "metric", xKey: "train/loss", groupBy: "a.b", spread: "range" } as const;
  expect(fromUrl(grouped)).toEqual(grouped);
  const odd = new URLSearchParams("x=no/metric&smooth=2&by=magic&outliers=1&group=&spread=wide");
  expect(readSettings(odd, ["train/loss"])).toEqual(PLAIN_SETTINGS);
  expect(Object.values(settingsParams(PLAIN_SETTINGS)).filter((value) => value !== null)).toEqual([]);
});

test("every kind of smoothing averages over about as many points at one strength", () => {
  const at = (smoothBy: (typeof SMOOTH_BY)[number], smoothing = 0.9) =>
    smoothingOf({ ...PLAIN_SETTINGS, smoothing, smoothBy });
  expect(at("exponential")).toEqual({ kind: "exponential", weight: 0.9 });
  expect(at("mean")).toEqual({ kind: "mean", window: 11 });
  expect(at("gaussian")).toEqual({ kind: "gaussian", sigma: expect.closeTo(5) });
  expect(at("gaussian", 0)).toEqual({ kind: "none" });
});
