import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { MEANING_COLORS, meaningOf, RUN_COLORS, runColor } from "#app/_chart/color.ts";
import { assignDashes, VALIDATION_DASH } from "#app/_chart/dash.ts";

const TOKENS = readFileSync(new URL("../../../app/_ui/tokens.css", import.meta.url), "utf8");
const [LIGHT = "", DARK = ""] = TOKENS.split('[data-mantine-color-scheme="dark"]');

describe("colours", () => {
  test("there are twenty, all different in both themes", () => {
    expect(new Set(RUN_COLORS.map(({ light }) => light)).size).toBe(20);
    expect(new Set(RUN_COLORS.map(({ dark }) => dark)).size).toBe(20);
  });

  test("every one has a contrast of at least 4.5:1 on its surface", () => {
    for (const color of [...RUN_COLORS, ...Object.values(MEANING_COLORS)]) {
      expect(contrast(color.light, token(LIGHT, "surface")), color.light).toBeGreaterThanOrEqual(4.5);
      expect(contrast(color.dark, token(DARK, "surface")), color.dark).toBeGreaterThanOrEqual(4.5);
    }
  });

  test("a meaning has the colour that the page's variables give it", () => {
    for (const [meaning, color] of Object.entries(MEANING_COLORS)) {
      const name = meaning === "loss" ? "loss" : `energy-${meaning}`;
      expect(color).toEqual({ light: token(LIGHT, name), dark: token(DARK, name) });
    }
  });

  test("a run keeps its colour, and like ids do not crowd on one", () => {
    expect(runColor("abc12345")).toBe(runColor("abc12345"));
    const used = new Set(Array.from({ length: 200 }, (_, i) => runColor(`run${i}`).light));
    expect(used.size).toBe(20);
  });

  test("metric names have meanings, whichever section they are in", () => {
    expect(meaningOf("energy/positive")).toBe("positive");
    expect(meaningOf("val/energy_negative")).toBe("negative");
    expect(meaningOf("energy/gap")).toBe("gap");
    expect(meaningOf("train/l1_loss")).toBe("loss");
    expect(meaningOf("optim/lr")).toBeUndefined();
    expect(meaningOf("val/energy_loss_ratio")).toBeUndefined();
  });
});

describe("dashes", () => {
  const line = (identity: string) => ({ identity, color: runColor(identity), isValidation: false });

  test("few lines of different colours are full, and validation is dashed", () => {
    const [a, b] = [RUN_COLORS[0]!, RUN_COLORS[1]!];
    const dashes = assignDashes([
      { identity: "x", color: a, isValidation: false },
      { identity: "y", color: b, isValidation: false },
      { identity: "x", color: a, isValidation: true },
    ]);
    expect(dashes).toEqual([[], [], VALIDATION_DASH]);
  });

  test("two lines of one colour differ in their dashes, whatever their order", () => {
    const twins = ["x", "y"].map((identity) => ({ identity, color: RUN_COLORS[3]!, isValidation: false }));
    const [x, y] = assignDashes(twins);
    expect(x).not.toEqual(y);
    expect(assignDashes([...twins].reverse())).toEqual([y, x]);
  });

  test("fifty lines: no two look the same while patterns last", () => {
    const lines = Array.from({ length: 50 }, (_, i) => line(`run${i * 7}`));
    const looks = assignDashes(lines).map((dash, i) => `${lines[i]!.color.light} ${dash}`);
    const mostOfOneColor = Math.max(
      ...RUN_COLORS.map(({ light }) => lines.filter((l) => l.color.light === light).length),
    );
    if (mostOfOneColor <= 5) expect(new Set(looks).size).toBe(50);
    expect(new Set(looks).size).toBeGreaterThan(45);
  });
});

function token(css: string, name: string): string {
  return new RegExp(`--vela-${name}:\\s*(#[0-9a-f]{6})`).exec(css)?.[1] ?? `no --vela-${name}`;
}

/** WCAG 2.1 contrast ratio. */
function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((p, q) => q - p);
  return (high + 0.05) / (low + 0.05);
}

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
