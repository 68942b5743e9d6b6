/** Per-dimension statistics, named as in the original's dataset_statistics.json. std is the population's. */
export type DimStatistics = {
  mean: number[];
  std: number[];
  max: number[];
  min: number[];
  q01: number[];
  q99: number[];
  mask?: boolean[];
};

export type DatasetStatistics = {
  action: DimStatistics;
  proprio: DimStatistics;
  num_transitions: number;
  num_trajectories: number;
};

/** Statistics of rows that lie in several row-major tables, `width` numbers a row. Quantiles: linear interpolation. */
export function dimStatistics(tables: Float32Array[], width: number): DimStatistics {
  const count = tables.reduce((sum, table) => sum + table.length, 0) / width;
  const result: DimStatistics = { mean: [], std: [], max: [], min: [], q01: [], q99: [] };
  const column = new Float32Array(count);
  for (let dim = 0; dim < width; dim++) {
    let at = 0;
    for (const table of tables) for (let i = dim; i < table.length; i += width) column[at++] = table[i]!;
    column.sort();
    const mean = meanOf(column, (x) => x);
    result.mean.push(mean);
    result.std.push(Math.sqrt(meanOf(column, (x) => (x - mean) ** 2)));
    result.min.push(column[0]!);
    result.max.push(column[count - 1]!);
    result.q01.push(quantile(column, 0.01));
    result.q99.push(quantile(column, 0.99));
  }
  return result;
}

function meanOf(values: Float32Array, map: (x: number) => number): number {
  let sum = 0;
  for (const value of values) sum += map(value);
  return sum / values.length;
}

function quantile(sorted: Float32Array, q: number): number {
  const position = q * (sorted.length - 1);
  const below = Math.floor(position);
  const low = sorted[below]!;
  return low + (sorted[Math.min(below + 1, sorted.length - 1)]! - low) * (position - below);
}
