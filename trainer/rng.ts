/** Where a generator stands: four 32-bit words, and the key from which its forks are made. */
export type RngState = { readonly key: string; readonly words: readonly [number, number, number, number] };

export type Rng = {
  /** 32 random bits, as an integer in [0, 2^32). */
  next(): number;
  /** Uniform in [0, 1). */
  uniform(): number;
  /** Standard normal. */
  normal(): number;
  /** Uniform integer in [0, n). */
  int(n: number): number;
  /** An independent stream that depends on the seed and the name alone, not on what was drawn before. */
  fork(name: string): Rng;
  state(): RngState;
};

/** A seeded generator: xoshiro128** (Blackman and Vigna, 2018), its words hashed from the seed. */
export function createRng(seed: number | string): Rng {
  return restoreRng(seeded(`${seed}`));
}

/** The generator that stands where `state()` was taken. */
export function restoreRng({ key, words }: RngState): Rng {
  let [a, b, c, d] = words;

  function next(): number {
    const result = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotateLeft(d, 11);
    return result;
  }
  const uniform = () => next() / 2 ** 32;

  return {
    next,
    uniform,
    // Box-Muller; 1 - u keeps the logarithm finite.
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    int: (n) => Math.floor(uniform() * n),
    fork: (name) => restoreRng(seeded(`${key}/${name}`)),
    state: () => ({ key, words: [a >>> 0, b >>> 0, c >>> 0, d >>> 0] }),
  };
}

function rotateLeft(x: number, bits: number): number {
  return (x << bits) | (x >>> (32 - bits));
}

function seeded(key: string): RngState {
  const words = [hash(key, 1), hash(key, 2), hash(key, 3), hash(key, 4)] as const;
  // The all-zero state would stay zero for ever.
  return { key, words: words.every((word) => word === 0) ? [1, 2, 3, 4] : words };
}

/** FNV-1a over UTF-16 units, then the finaliser of MurmurHash3. */
function hash(text: string, salt: number): number {
  let h = (0x811c9dc5 ^ Math.imul(salt, 0x9e3779b1)) >>> 0;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
