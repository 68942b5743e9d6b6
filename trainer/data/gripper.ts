/** How the last number of a custom platform's action is read: as it is, or by one of the rules below. */
export type GripperRule = "asIs" | "binarise" | "invert" | "relative";

/** Apply a rule to the gripper numbers of one episode; the result is 1 = open, 0 = closed (origin §2.7). */
export function readGripper(values: Float32Array, rule: GripperRule): Float32Array {
  return RULES[rule](values);
}

/** Positions to {0, 1}: above 0.95 open, below 0.05 closed, between: as the next decided one. */
export function binariseGripper(positions: Float32Array): Float32Array {
  const out = new Float32Array(positions.length);
  // Without a decided value to the end, the last raw one stays.
  let carry = positions[positions.length - 1] ?? 0;
  for (let t = positions.length - 1; t >= 0; t--) {
    const value = positions[t]!;
    if (value > OPEN) carry = 1;
    else if (value < CLOSED) carry = 0;
    out[t] = carry;
  }
  return out;
}

/** −1 open … +1 close, or 0 open … 1 close: clipped to [0, 1] and turned round. */
export function invertGripper(values: Float32Array): Float32Array {
  return values.map((value) => 1 - Math.min(1, Math.max(0, value)));
}

/**
 * Commands (below −0.1 opens, above 0.1 closes, else holds) to positions in {0, 1}. The first command is taken to
 * change something: before it the gripper stands the other way; without any it is open.
 */
export function absoluteGripper(commands: Float32Array): Float32Array {
  const moves = Array.from(commands, (value) => (value < -COMMAND ? 1 : value > COMMAND ? 0 : null));
  const first = moves.find((move) => move !== null);
  let position = first === undefined ? 1 : 1 - first;
  return Float32Array.from(moves, (move) => {
    position = move ?? position;
    return position;
  });
}

// As float32, in which the values themselves are.
const [OPEN, CLOSED, COMMAND] = [Math.fround(0.95), Math.fround(0.05), Math.fround(0.1)];

const RULES: Record<GripperRule, (values: Float32Array) => Float32Array> = {
  asIs: (values) => values,
  binarise: binariseGripper,
  invert: invertGripper,
  relative: absoluteGripper,
};
