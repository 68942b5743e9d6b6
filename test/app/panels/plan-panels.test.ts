import { expect, test } from "vitest";
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
