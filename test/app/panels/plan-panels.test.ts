import { expect, test } from "vitest";
import { infoNceBounds } from "#app/_panels/info-nce-bounds.ts";
import { planComparePanels, planMainPanels, planOtherPanels } from "#app/_panels/plan-panels.ts";
import { METRICS } from "#trainer/contract/metrics.ts";

const keysOf = (panels: { lines: { key: string }[] }[]) => panels.flatMap(({ lines }) => lines.map(({ key }) => key));

test("before the first point all main charts have their place", () => {
  expect(planMainPanels([]).map(({ id }) => id)).toEqual([
    "energy",
    "infoNce",
    "taskLoss",
    "l1",
    "accuracy",
    "learningRate",
    "speed",
  ]);
});

test("a run without an energy model has no energy charts", () => {
  const panels = planMainPanels(["train/loss", "val/loss", "optim/lr"]);
  expect(panels.map(({ id }) => id)).toEqual(["taskLoss", "learningRate"]);
});

test("every metric is drawn exactly once on the charts page and on the compare page", () => {
  const keys = [...Object.keys(METRICS), "system/memory", "bare"];
  expect(keysOf([...planMainPanels(keys), ...planOtherPanels(keys)]).sort()).toEqual([...keys].sort());
  expect(keysOf(planComparePanels(keys)).sort()).toEqual([...keys].sort());
});

test("validation joins its training metric and is marked as such", () => {
  const panel = planComparePanels(["val/energy_gap", "energy/gap"])[0];
  expect(panel?.lines).toEqual([{ key: "energy/gap" }, { key: "val/energy_gap", isValidation: true }]);
});

test("InfoNCE's floor is what the paper's bound gives for B = 3, 8, 24 at τ = 0.5", () => {
  const floors = [3, 8, 24].map((batch) => infoNceBounds(batch, 0.5)?.floor.toFixed(3));
  expect(floors).toEqual(["0.036", "0.121", "0.352"]);
  expect(infoNceBounds(16, 0.5)?.chance).toBeCloseTo(Math.log(16), 12);
});

test("without negatives or a temperature there are no bounds", () => {
  for (const [batch, tau] of [
    [1, 0.5],
    [Number.NaN, 0.5],
    [8, 0],
    [8, Number.NaN],
  ] as const)
    expect(infoNceBounds(batch, tau)).toBeNull();
});
