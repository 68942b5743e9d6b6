export type PlannedShard<T> = { file: string; tensors: T[] };
export type ShardPlan<T> = {
  shards: PlannedShard<T>[];
  /** Content of model.safetensors.index.json; null when one file holds everything. */
  index: { metadata: { total_size: number }; weight_map: Record<string, string> } | null;
};

/**
 * Split tensors over files as transformers does: in order, a new file when the next tensor would pass `maxBytes`. A
 * tensor larger than that has a file of its own.
 */
export function planShards<T extends { name: string; bytes: number }>(tensors: T[], maxBytes: number): ShardPlan<T> {
  const groups: T[][] = [];
  let filled = 0;
  for (const tensor of tensors) {
    if (groups.length === 0 || filled + tensor.bytes > maxBytes) {
      groups.push([]);
      filled = 0;
    }
    groups.at(-1)!.push(tensor);
    filled += tensor.bytes;
  }
  if (groups.length <= 1) return { shards: [{ file: "model.safetensors", tensors }], index: null };
  const count = padded(groups.length);
  const shards = groups.map((group, i) => ({
    file: `model-${padded(i + 1)}-of-${count}.safetensors`,
    tensors: group,
  }));
  const homes = shards.flatMap(({ file, tensors }) => tensors.map(({ name }) => [name, file] as const));
  return {
    shards,
    index: {
      metadata: { total_size: tensors.reduce((sum, { bytes }) => sum + bytes, 0) },
      weight_map: Object.fromEntries(homes.sort(([a], [b]) => (a < b ? -1 : 1))),
    },
  };
}

function padded(number: number): string {
  return String(number).padStart(5, "0");
}
