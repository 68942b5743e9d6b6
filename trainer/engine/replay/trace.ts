import type { tf } from "../tf.ts";

export type DataId = tf.TensorInfo["dataId"];
export type KernelRun = (call: { inputs: object; attrs: unknown; backend: unknown }) => tf.TensorInfo | tf.TensorInfo[];

/** Where the numbers of a value come from; a trace names its values by their place in `values`. */
export type Value =
  | { kind: "feed"; name: string }
  | { kind: "variable"; variable: tf.Variable }
  | { kind: "constant"; dataId: DataId }
  | { kind: "result" };

/** A value as one kernel sees it: the same numbers may go by several shapes. */
export type Operand = { value: number; shape: number[]; dtype: tf.DataType };

export type Call = {
  kernel: string;
  run: KernelRun;
  inputs: Record<string, Operand>;
  /** Whether the kernel takes its inputs as an array, as Concat does. */
  isList: boolean;
  attrs: unknown;
  results: Operand[];
};

/** What one run of a step did: its kernels in order, the Variables it assigned to, and what it returned. */
export type Trace = {
  values: Value[];
  calls: Call[];
  assigned: { variable: tf.Variable; result: Operand }[];
  outputs: Record<string, Operand>;
};
