/** One picture u8[height,width,3]. */
export type Picture = { data: Uint8Array; width: number; height: number };

/**
 * Stretch to u8[size,size,3] with Lanczos-3 as TensorFlow's antialiased resize does (origin §2.10): half-pixel centres,
 * the kernel widened when shrinking, weights outside the picture dropped and the rest renormalised, one rounding at the end.
 */
export function resizeLanczos({ data, width, height }: Picture, size: number): Uint8Array {
  if (width === size && height === size) return data;
  const rows = taps(height, size);
  const cols = taps(width, size);
  const narrow = new Float32Array(height * size * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < size; x++) {
      const { first, weights } = cols[x]!;
      let r = 0;
      let g = 0;
      let b = 0;
      for (let i = 0, at = (y * width + first) * 3; i < weights.length; i++, at += 3) {
        const weight = weights[i]!;
        r += weight * data[at]!;
        g += weight * data[at + 1]!;
        b += weight * data[at + 2]!;
      }
      const to = (y * size + x) * 3;
      narrow[to] = r;
      narrow[to + 1] = g;
      narrow[to + 2] = b;
    }
  }
  const out = new Uint8Array(size * size * 3);
  const stride = size * 3;
  const sums = new Float64Array(stride);
  for (let y = 0; y < size; y++) {
    const { first, weights } = rows[y]!;
    sums.fill(0);
    for (let i = 0; i < weights.length; i++) {
      const weight = weights[i]!;
      for (let x = 0, at = (first + i) * stride; x < stride; x++, at++) sums[x]! += weight * narrow[at]!;
    }
    for (let x = 0; x < stride; x++) out[y * stride + x] = roundHalfToEven(Math.min(255, Math.max(0, sums[x]!)));
  }
  return out;
}

type Taps = { first: number; weights: Float32Array };

const known = new Map<string, Taps[]>();

/** Source positions and weights of every output position along one axis. */
function taps(from: number, to: number): Taps[] {
  const key = `${from}→${to}`;
  const held = known.get(key);
  if (held) return held;
  const stretch = Math.max(1, from / to);
  const made = Array.from({ length: to }, (_, i) => {
    const center = ((i + 0.5) * from) / to;
    const first = Math.max(0, Math.floor(center - 3 * stretch));
    const last = Math.min(from - 1, Math.ceil(center + 3 * stretch));
    const raw = Array.from({ length: last - first + 1 }, (_, k) => lanczos3((first + k + 0.5 - center) / stretch));
    const total = raw.reduce((sum, weight) => sum + weight, 0);
    return { first, weights: Float32Array.from(raw, (weight) => weight / total) };
  });
  known.set(key, made);
  return made;
}

function lanczos3(x: number): number {
  if (x === 0) return 1;
  if (Math.abs(x) >= 3) return 0;
  return (3 * Math.sin(Math.PI * x) * Math.sin((Math.PI * x) / 3)) / (Math.PI * x) ** 2;
}

function roundHalfToEven(value: number): number {
  const down = Math.floor(value);
  const rest = value - down;
  return rest > 0.5 || (rest === 0.5 && down % 2 === 1) ? down + 1 : down;
}
