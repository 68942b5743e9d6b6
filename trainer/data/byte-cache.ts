/** Values by key, the least recently used forgotten when their bytes exceed the limit. */
export type ByteCache<K, V> = { get(key: K): V | undefined; set(key: K, value: V, bytes: number): void };

export function byteCache<K, V>(limitBytes: number): ByteCache<K, V> {
  const entries = new Map<K, { value: V; bytes: number }>();
  let heldBytes = 0;
  return {
    get(key) {
      const entry = entries.get(key);
      if (!entry) return undefined;
      // A Map keeps insertion order: what is used moves to the end.
      entries.delete(key);
      entries.set(key, entry);
      return entry.value;
    },
    set(key, value, bytes) {
      heldBytes += bytes - (entries.get(key)?.bytes ?? 0);
      entries.delete(key);
      entries.set(key, { value, bytes });
      for (const [oldest, entry] of entries) {
        if (heldBytes <= limitBytes) break;
        entries.delete(oldest);
        heldBytes -= entry.bytes;
      }
    },
  };
}
