import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const css = readFileSync(join(import.meta.dirname, "../../../app/_ui/tokens.css"), "utf8");
const [, light = "", dark = ""] = /:root \{(.*?)\n\}.*?dark"\] \{(.*?)\n\}/s.exec(css) ?? [];

const TEXT = /^--vela-(text|dim|accent|status-.*|good|bad|warn)$/;
/** Colours of lines and numbers, which stand in panels only. */
const MEANING = /^--vela-(energy-.*|loss)$/;
const PANEL = ["--vela-bg", "--vela-surface"];
const SURFACES = [...PANEL, "--vela-sunken", "--vela-hover"];

for (const [theme, source] of Object.entries({ light, dark })) {
  test(`every text colour of the ${theme} theme has a contrast of 4.5 wherever it stands`, () => {
    const tokens = new Map(
      [...source.matchAll(/(--vela-[\w-]+): (#[0-9a-f]{6})/g)].map(([, name, hex]) => [name!, hex!]),
    );
    expect(tokens.size).toBeGreaterThan(25);
    const weak = [...tokens]
      .filter(([name]) => TEXT.test(name) || MEANING.test(name))
      .flatMap(([name, hex]) =>
        (MEANING.test(name) ? PANEL : SURFACES).map((surface) => ({
          pair: `${name} on ${surface}`,
          ratio: contrast(hex, tokens.get(surface)!),
        })),
      )
      .filter(({ ratio }) => ratio < 4.5);
    expect(weak).toEqual([]);
  });
}

/** WCAG 2.2 contrast ratio of two #rrggbb colours. */
function contrast(a: string, b: string): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high! + 0.05) / (low! + 0.05);
}

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}
