import { tf } from "../engine/tf.ts";

/** Primes whose products stay below 2^24, so that f32 counts exactly on every engine; both are 2 modulo 3. */
const P = 2039;
const Q = 2027;

/**
 * Mask of inverted dropout, f32[rows,width]: 1 / (1 − rate) where a value stays, else 0. A pure function of its
 * arguments that draws nothing, made of sums and products of whole numbers below 2^24: the same on every engine.
 * seed f32[4]: whole numbers in [0, 2027), new ones for each step; `stream` tells masks of one step apart.
 */
export function keepMask(
  [rows, width]: readonly [number, number],
  rate: number,
  seed: tf.Tensor1D,
  stream: number,
): tf.Tensor2D {
  return tf.tidy(() => {
    const [s0, s1, s2, s3] = tf.unstack(seed) as [tf.Scalar, tf.Scalar, tf.Scalar, tf.Scalar];
    const row = tf.range(0, rows).expandDims(1);
    const column = tf.range(0, width).expandDims(0);
    // Chinese remainders: what is spread evenly modulo P and modulo Q is spread evenly modulo P·Q.
    const first = modulo(scramble(row, s0, stream, P).add(scramble(column, s1, stream + 1, P)), P);
    const second = modulo(scramble(row, s2, stream, Q).add(scramble(column, s3, stream + 2, Q)), Q);
    const drawn = modulo(modulo(first.mul(first), P).mul(Q).add(second.mul(P)), P * Q);
    return drawn
      .greaterEqual(Math.round(rate * P * Q))
      .cast("float32")
      .mul(1 / (1 - rate)) as tf.Tensor2D;
  });
}

/** A permutation of the numbers below the prime, cubing twice (a bijection, for the prime is 2 modulo 3). */
function scramble(x: tf.Tensor, seed: tf.Scalar, stream: number, prime: number): tf.Tensor {
  const once = cube(modulo(modulo(x, prime).add(seed), prime), prime);
  return cube(modulo(once.add((stream * 641) % prime), prime), prime);
}

function cube(x: tf.Tensor, prime: number): tf.Tensor {
  return modulo(modulo(x.square(), prime).mul(x), prime);
}

/** x − p·⌊x/p⌋ of whole numbers; the quotient, taken half a step above, cannot round over the next whole number. */
function modulo(x: tf.Tensor, p: number): tf.Tensor {
  return x.sub(x.add(0.5).div(p).floor().mul(p));
}
