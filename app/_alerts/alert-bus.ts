import type { LiveAlert } from "#app/_trpc/rows.ts";

type Listener = (alerts: LiveAlert[]) => void;

const listeners = new Set<Listener>();
let newest = 0;

/** Hand alerts to whoever listens, each once: a page that comes back is sent some again. */
export function publishAlerts(alerts: LiveAlert[]) {
  const fresh = alerts.filter(({ id }) => id > newest);
  if (fresh.length === 0) return;
  newest = Math.max(...fresh.map(({ id }) => id));
  for (const listener of listeners) listener(fresh);
}

/** Hear of alerts from now on; returns what ends it. */
export function listenToAlerts(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
