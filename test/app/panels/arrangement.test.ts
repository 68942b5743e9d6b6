import { describe, expect, test } from "vitest";
import {
  AS_PLANNED,
  arrange,
  nudged,
  readArrangement,
  reorder,
  withLook,
  withoutPanel,
  withPanel,
  withPanelBack,
  withSection,
} from "#app/_panels/arrangement.ts";
import { planComparePanels } from "#app/_panels/plan-panels.ts";

const planned = planComparePanels(["train/loss", "energy/positive", "energy/gap", "custom/a"]);
const ids = (arrangement: typeof AS_PLANNED, panels = planned) => arrange(panels, arrangement).map(({ id }) => id);
const asPlanned = ids(AS_PLANNED);

describe("an arrangement", () => {
  test("is as planned until a reader changes it", () => {
    expect(asPlanned).toEqual(planned.map(({ id }) => id));
    expect(readArrangement({})).toEqual(AS_PLANNED);
  });

  test("keeps a new order, and a metric that comes later stays where it was planned", () => {
    const moved = reorder(AS_PLANNED, planned, nudged(asPlanned, asPlanned[3]!, -1));
    const order = [asPlanned[0], asPlanned[1], asPlanned[3], asPlanned[2]];
    expect(ids(moved)).toEqual(order);
    const more = planComparePanels(["train/loss", "train/new", "energy/positive", "energy/gap", "custom/a"]);
    const withNew = ids(moved, more);
    expect(withNew.filter((id) => id !== "train/new")).toEqual(order);
    expect(withNew).toHaveLength(5);
  });

  test("of a few panels that are in sight leaves the others where they are", () => {
    const [a, b, c, d] = asPlanned as [string, string, string, string];
    expect(ids(reorder(AS_PLANNED, planned, [d, b]))).toEqual([a, d, c, b]);
    expect(nudged([a, b], a, -1)).toEqual([a, b]);
    expect(nudged([a, b], b, 1)).toEqual([a, b]);
  });

  test("takes a panel away and puts it back in its place", () => {
    const without = withoutPanel(AS_PLANNED, asPlanned[1]!);
    expect(ids(without)).toEqual(asPlanned.filter((_, i) => i !== 1));
    expect(ids(withPanelBack(without, asPlanned[1]!))).toEqual(asPlanned);
  });

  test("has added panels first, draws of them what is logged, and forgets them when removed", () => {
    const first = withPanel(AS_PLANNED, { name: "Mine", keys: ["energy/gap", "not/logged"] });
    const both = withPanel(first, { name: "", keys: ["train/loss"] });
    const [newest, older] = arrange(planned, both);
    expect(newest).toMatchObject({ id: "added-2", section: "added", lines: [{ key: "train/loss" }] });
    expect(older).toMatchObject({ id: "added-1", name: "Mine", lines: [{ key: "energy/gap", meaning: "gap" }] });
    expect(ids(withoutPanel(both, "added-1"))).toEqual(["added-2", ...asPlanned]);
    expect(arrange(planned, withPanel(AS_PLANNED, { name: "", keys: ["not/logged"] }))).toEqual(planned);
  });

  test("survives being kept as JSON; what cannot be read is as planned", () => {
    const rich = withSection(
      withLook(withPanel(AS_PLANNED, { name: "x", keys: ["train/loss"] }), "energy/gap", { columns: 2, height: 300 }),
      "optim",
      false,
    );
    expect(readArrangement(JSON.parse(JSON.stringify(rich)))).toEqual(rich);
    expect(withSection(rich, "optim", true).closed).toEqual([]);
    for (const odd of [null, 7, { order: 3 }, { looks: { a: { columns: 9 } } }])
      expect(readArrangement(odd)).toEqual(AS_PLANNED);
  });
});
