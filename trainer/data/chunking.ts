/** What happens to chunks that would run past the end: no chunk starts there, or the last action is repeated. */
export type ChunkEnd = "drop" | "repeat";

/** How many frames of an episode of `frames` frames start a chunk of `chunk` actions. They are frames 0, 1, … */
export function chunkStarts(frames: number, chunk: number, end: ChunkEnd): number {
  return end === "repeat" ? frames : Math.max(0, frames - chunk + 1);
}

/** Copy the chunk that starts at `frame` from actions f32[T,A] to `out` f32[chunk,A] at `offset`. */
export function writeChunk(
  actions: Float32Array,
  { frame, chunk, actionDim }: { frame: number; chunk: number; actionDim: number },
  out: Float32Array,
  offset = 0,
): void {
  const last = actions.length / actionDim - 1;
  for (let k = 0; k < chunk; k++) {
    const from = Math.min(frame + k, last) * actionDim;
    out.set(actions.subarray(from, from + actionDim), offset + k * actionDim);
  }
}
