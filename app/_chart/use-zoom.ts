import { useCallback, useId, useSyncExternalStore } from "react";
import type { XKind } from "./prepare-series.ts";
import type { Domain } from "./scale.ts";

type Group = { zoom: Domain | null; listeners: Set<() => void> };

const groups = new Map<string, Group>();

/**
 * The zoomed x domain that charts with one syncKey share (null: all of it), and the way to set it. Steps and times
 * are zoomed apart. Without a key the zoom is the caller's own.
 */
export function useZoom(syncKey: string | undefined, xKind: XKind): [Domain | null, (zoom: Domain | null) => void] {
  const own = useId();
  const key = `${syncKey ?? own} ${xKind}`;
  const subscribe = useCallback((listener: () => void) => join(key, listener), [key]);
  const zoom = useSyncExternalStore(
    subscribe,
    () => groups.get(key)?.zoom ?? null,
    () => null,
  );
  const setZoom = useCallback((next: Domain | null) => setGroupZoom(key, next), [key]);
  return [zoom, setZoom];
}

function join(key: string, listener: () => void): () => void {
  const group = groups.get(key) ?? { zoom: null, listeners: new Set() };
  groups.set(key, group);
  group.listeners.add(listener);
  return () => {
    group.listeners.delete(listener);
    if (group.listeners.size === 0) groups.delete(key);
  };
}

function setGroupZoom(key: string, zoom: Domain | null) {
  const group = groups.get(key);
  if (!group) return;
  group.zoom = zoom;
  for (const listener of group.listeners) listener();
}
