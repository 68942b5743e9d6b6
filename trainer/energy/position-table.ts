import { tf } from "../engine/tf.ts";

/** Sinusoidal positions f32[length,width], sine at even and cosine at odd places (Vaswani et al., 2017, section 3.5). */
export function positionTable(length: number, width: number): tf.Tensor2D {
  const values = Float32Array.from({ length: length * width }, (_, i) => {
    const place = i % width;
    const angle = Math.floor(i / width) / 10000 ** ((place - (place % 2)) / width);
    return place % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
  });
  return tf.tensor2d(values, [length, width]);
}
