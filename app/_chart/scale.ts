/** Lowest and highest value that an axis shows. */
export type Domain = readonly [number, number];

export type Scale = {
  toPixel: (value: number) => number;
  toValue: (pixel: number) => number;
};

/**
 * A pure map between values and pixels. `range` is [pixel of domain[0], pixel of domain[1]]; for y that is [bottom, top].
 * On a log scale values ≤ 0 have no place: NaN, which a line draws as a gap.
 */
export function makeScale(domain: Domain, log: boolean, range: Domain): Scale {
  const forward = log ? (value: number) => (value > 0 ? Math.log10(value) : Number.NaN) : identity;
  const backward = log ? (value: number) => 10 ** value : identity;
  const low = forward(domain[0]);
  const span = forward(domain[1]) - low || 1;
  const [from, to] = range;
  const perUnit = (to - from) / span;
  return {
    toPixel: (value) => from + (forward(value) - low) * perUnit,
    toValue: (pixel) => backward(low + (pixel - from) / perUnit),
  };
}

function identity(value: number): number {
  return value;
}
