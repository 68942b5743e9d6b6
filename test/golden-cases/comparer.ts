import type { tf } from "#trainer/engine/tf.ts";
import { measureRounding } from "./rounding.ts";
import type { Comparison, Sheet } from "./sheet.ts";

export type Compare = (output: string, run: () => tf.Tensor, options: Comparison) => void;

/** Compares what a function of these weights computes; where it exceeds its tolerance, float32's part is measured. */
export function comparer(sheet: Sheet, params: object): Compare {
  return (output, run, options) => {
    const rounding = () => measureRounding({ params, run: () => new Map([["", run()]]) }).get("") ?? 0;
    sheet.compare(output, run(), { ...options, rounding });
  };
}
