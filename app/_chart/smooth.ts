export type Smoothing =
  | { kind: "none" }
  /** weight in [0, 1): how much of the past is kept at each point. */
  | { kind: "exponential"; weight: number }
  /** window: how many points, centred. */
  | { kind: "mean"; window: number }
  /** sigma: the standard deviation, in points. */
  | { kind: "gaussian"; sigma: number };

/** The same values, smoothed. A NaN stays a NaN (a gap) and has no say in its neighbours. */
export function smooth(values: Float64Array, smoothing: Smoothing): Float64Array {
  switch (smoothing.kind) {
    case "none":
      return values;
    case "exponential":
      return exponential(values, Math.min(Math.max(smoothing.weight, 0), 0.9999));
    case "mean":
      return runningMean(values, Math.max(1, Math.round(smoothing.window)));
    case "gaussian":
      return gaussian(values, Math.max(0, smoothing.sigma));
  }
}

/**
 * Exponential moving average, divided by 1 − weightⁿ so that the first points are not drawn towards zero
 * (the debiasing of Adam, Kingma & Ba 2015, §3; TensorBoard smooths the same way).
 */
function exponential(values: Float64Array, weight: number): Float64Array {
  const smoothed = new Float64Array(values.length).fill(Number.NaN);
  let average = 0;
  let kept = 1;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (Number.isNaN(value)) continue;
    average = average * weight + value * (1 - weight);
    kept *= weight;
    smoothed[i] = average / (1 - kept);
  }
  return smoothed;
}

/** Centred mean over `window` points; at the ends over those that exist. */
function runningMean(values: Float64Array, window: number): Float64Array {
  const before = Math.floor((window - 1) / 2);
  return weighted(values, new Float64Array(window).fill(1), before);
}

/** Centred Gaussian weights, cut at three standard deviations. */
function gaussian(values: Float64Array, sigma: number): Float64Array {
  if (sigma === 0) return values;
  const reach = Math.ceil(sigma * 3);
  const weights = Float64Array.from({ length: 2 * reach + 1 }, (_, i) =>
    Math.exp(-((i - reach) ** 2) / (2 * sigma ** 2)),
  );
  return weighted(values, weights, reach);
}

function weighted(values: Float64Array, weights: Float64Array, before: number): Float64Array {
  const smoothed = new Float64Array(values.length).fill(Number.NaN);
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i]!)) continue;
    let sum = 0;
    let mass = 0;
    const from = Math.max(0, i - before);
    const to = Math.min(values.length - 1, i - before + weights.length - 1);
    for (let j = from; j <= to; j++) {
      const value = values[j]!;
      if (Number.isNaN(value)) continue;
      const weight = weights[j - i + before]!;
      sum += weight * value;
      mass += weight;
    }
    smoothed[i] = sum / mass;
  }
  return smoothed;
}
