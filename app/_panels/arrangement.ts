import { z } from "zod";
import { meaningOf } from "#app/_chart/color.ts";
import type { PlannedPanel } from "./plan-panels.ts";

/** How many columns of the grid a panel takes; "all" is the page's width. */
export const COLUMNS = [1, 2, "all"] as const;
export const HEIGHT = { least: 140, usual: 220, most: 900, step: 20 } as const;

const Look = z.object({
  columns: z.literal(COLUMNS).optional(),
  /** Of the chart without its legend, CSS px. */
  height: z.number().min(HEIGHT.least).max(HEIGHT.most).optional(),
  yLog: z.boolean().optional(),
});
export type PanelLook = z.infer<typeof Look>;

const Arrangement = z.object({
  /** Ids of panels; those that are not in it come after, as planned. */
  order: z.array(z.string()).default([]),
  removed: z.array(z.string()).default([]),
  looks: z.record(z.string(), Look).default({}),
  added: z
    .array(z.object({ id: z.string(), name: z.string().optional(), keys: z.array(z.string()).min(1) }))
    .default([]),
  /** Sections that are folded away. */
  closed: z.array(z.string()).default([]),
});

/** What a reader made of the planned panels. */
export type Arrangement = z.infer<typeof Arrangement>;

export const AS_PLANNED: Arrangement = { order: [], removed: [], looks: {}, added: [], closed: [] };

/** An arrangement as it was kept; one that this version cannot read is as planned. */
export function readArrangement(state: unknown): Arrangement {
  const parsed = Arrangement.safeParse(state);
  return parsed.success ? parsed.data : AS_PLANNED;
}

/** The panels that are shown, sections and panels in the reader's order; sections stand where their first panel does. */
export function arrange(planned: readonly PlannedPanel[], arrangement: Arrangement): PlannedPanel[] {
  const removed = new Set(arrangement.removed);
  const place = new Map(arrangement.order.map((id, i) => [id, i]));
  const panels = [...addedPanels(planned, arrangement), ...planned].filter(({ id }) => !removed.has(id));
  // A panel that the order does not know stays behind the one that it was planned after.
  let last = -1;
  const placed = panels.map((panel, i) => {
    last = place.get(panel.id) ?? last;
    return { panel, at: last, i };
  });
  return placed.sort((a, b) => a.at - b.at || a.i - b.i).map(({ panel }) => panel);
}

/** The panels that the reader added, as far as their metrics exist. */
function addedPanels(planned: readonly PlannedPanel[], { added }: Arrangement): PlannedPanel[] {
  const known = new Set(planned.flatMap(({ lines }) => lines.map(({ key }) => key)));
  return added.flatMap(({ id, name, keys }) => {
    const lines = keys
      .filter((key) => known.has(key))
      .map((key) => {
        // Losses share one meaning; side by side they must differ.
        const meaning = meaningOf(key);
        return { key, isValidation: key.startsWith("val/"), ...(meaning && meaning !== "loss" && { meaning }) };
      });
    return lines.length === 0 ? [] : [{ id, title: null, section: "added", lines, ...(name && { name }) }];
  });
}

/** `ids` in their new order; all other panels keep their places. */
export function reorder(arrangement: Arrangement, shown: readonly PlannedPanel[], ids: readonly string[]): Arrangement {
  const moved = new Set(ids);
  const next = ids[Symbol.iterator]();
  return { ...arrangement, order: shown.map(({ id }) => (moved.has(id) ? next.next().value! : id)) };
}

/** One panel a place earlier (−1) or later (1) among `ids`, its section; the same ids when it is at that end. */
export function nudged(ids: readonly string[], id: string, by: -1 | 1): string[] {
  const from = ids.indexOf(id);
  const to = from + by;
  const next = [...ids];
  if (from < 0 || to < 0 || to >= ids.length) return next;
  [next[from], next[to]] = [next[to]!, next[from]!];
  return next;
}

export function withLook(arrangement: Arrangement, id: string, change: PanelLook): Arrangement {
  return { ...arrangement, looks: { ...arrangement.looks, [id]: { ...arrangement.looks[id], ...change } } };
}

/** Without a panel: one that was planned can be put back, one that was added is gone. */
export function withoutPanel(arrangement: Arrangement, id: string): Arrangement {
  const added = arrangement.added.filter((panel) => panel.id !== id);
  const wasAdded = added.length < arrangement.added.length;
  return { ...arrangement, added, removed: wasAdded ? arrangement.removed : [...arrangement.removed, id] };
}

export function withPanelBack(arrangement: Arrangement, id: string): Arrangement {
  return { ...arrangement, removed: arrangement.removed.filter((other) => other !== id) };
}

/** With a panel of some metrics, first of all. */
export function withPanel(arrangement: Arrangement, { name, keys }: { name: string; keys: string[] }): Arrangement {
  const numbers = arrangement.added.map(({ id }) => Number(id.replace("added-", "")));
  const id = `added-${Math.max(0, ...numbers) + 1}`;
  const order = arrangement.order.length > 0 ? [id, ...arrangement.order] : [];
  return { ...arrangement, order, added: [{ id, keys, ...(name && { name }) }, ...arrangement.added] };
}

export function withSection(arrangement: Arrangement, section: string, isOpen: boolean): Arrangement {
  const closed = arrangement.closed.filter((other) => other !== section);
  return { ...arrangement, closed: isOpen ? closed : [...closed, section] };
}
