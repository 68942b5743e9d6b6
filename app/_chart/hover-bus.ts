/** null: no chart of the group is under the pointer. */
export type HoverListener = (x: number | null, source: object) => void;

const groups = new Map<string, Set<HoverListener>>();

/** Hear where the other charts of the group are pointed at. Returns the way to stop. */
export function onHover(group: string, listener: HoverListener): () => void {
  const listeners = groups.get(group) ?? new Set();
  groups.set(group, listeners.add(listener));
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0 && groups.get(group) === listeners) groups.delete(group);
  };
}

/** Say where a chart is pointed at. `source` tells a chart its own voice. */
export function tellHover(group: string, x: number | null, source: object) {
  for (const listener of groups.get(group) ?? []) listener(x, source);
}
