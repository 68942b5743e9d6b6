/** What a pickle may ask of the outside. Each function throws what it does not allow. */
export type PickleHooks = {
  /** A name that the pickle imports. */
  global(module: string, name: string): unknown;
  /** A call of something that `global` gave. */
  call(callee: unknown, args: unknown[]): unknown;
  /** State set on an object that `call` gave. */
  build(object: unknown, state: unknown): unknown;
  persistent(id: unknown): unknown;
};

/** Pickle tuples and lists; both are arrays. */
type Machine = {
  bytes: Buffer;
  at: number;
  stack: unknown[];
  marks: number[];
  memo: Map<number, unknown>;
  hooks: PickleHooks;
};

/**
 * The value of a Python pickle, protocols 2 to 5: numbers, strings, arrays for lists and tuples, Map for dicts.
 * No code runs: whatever the pickle imports or calls goes through the hooks. Throws on any other opcode.
 */
export function readPickle(bytes: Buffer, hooks: PickleHooks): unknown {
  const machine: Machine = { bytes, at: 0, stack: [], marks: [], memo: new Map(), hooks };
  for (;;) {
    const opcode = take(machine, 1).readUInt8();
    if (opcode === STOP) return pop(machine);
    const run = OPCODES.get(opcode);
    if (!run) throw new Error(`its pickle has the opcode 0x${opcode.toString(16)}, which no tensor needs`);
    run(machine);
  }
}

const STOP = 0x2e;

const OPCODES = new Map<number, (m: Machine) => void>([
  // Numbers, texts and the empty things.
  [0x80, (m) => void take(m, 1)], // PROTO
  [0x95, (m) => void take(m, 8)], // FRAME
  [0x4e, (m) => m.stack.push(null)], // NONE
  [0x88, (m) => m.stack.push(true)], // NEWTRUE
  [0x89, (m) => m.stack.push(false)], // NEWFALSE
  [0x4b, (m) => m.stack.push(take(m, 1).readUInt8())], // BININT1
  [0x4d, (m) => m.stack.push(take(m, 2).readUInt16LE())], // BININT2
  [0x4a, (m) => m.stack.push(take(m, 4).readInt32LE())], // BININT
  [0x8a, (m) => m.stack.push(longOf(take(m, take(m, 1).readUInt8())))], // LONG1
  [0x47, (m) => m.stack.push(take(m, 8).readDoubleBE())], // BINFLOAT
  [0x58, (m) => m.stack.push(text(m, take(m, 4).readUInt32LE()))], // BINUNICODE
  [0x8c, (m) => m.stack.push(text(m, take(m, 1).readUInt8()))], // SHORT_BINUNICODE
  [0x7d, (m) => m.stack.push(new Map())], // EMPTY_DICT
  [0x5d, (m) => m.stack.push([])], // EMPTY_LIST
  [0x29, (m) => m.stack.push([])], // EMPTY_TUPLE
  // Collections.
  [0x28, (m) => m.marks.push(m.stack.length)], // MARK
  [0x74, (m) => m.stack.push(popToMark(m))], // TUPLE
  [0x85, (m) => m.stack.push(popLast(m, 1))], // TUPLE1
  [0x86, (m) => m.stack.push(popLast(m, 2))], // TUPLE2
  [0x87, (m) => m.stack.push(popLast(m, 3))], // TUPLE3
  [0x61, (m) => append(m, popLast(m, 1))], // APPEND
  [0x65, (m) => append(m, popToMark(m))], // APPENDS
  [0x73, (m) => setItems(m, popLast(m, 2))], // SETITEM
  [0x75, (m) => setItems(m, popToMark(m))], // SETITEMS
  // The memo.
  [0x71, (m) => void m.memo.set(take(m, 1).readUInt8(), top(m))], // BINPUT
  [0x72, (m) => void m.memo.set(take(m, 4).readUInt32LE(), top(m))], // LONG_BINPUT
  [0x94, (m) => void m.memo.set(m.memo.size, top(m))], // MEMOIZE
  [0x68, (m) => m.stack.push(recall(m, take(m, 1).readUInt8()))], // BINGET
  [0x6a, (m) => m.stack.push(recall(m, take(m, 4).readUInt32LE()))], // LONG_BINGET
  // Requests to the outside.
  [0x63, (m) => m.stack.push(m.hooks.global(line(m), line(m)))], // GLOBAL
  [0x93, stackGlobal], // STACK_GLOBAL
  [0x52, reduce], // REDUCE
  [0x62, build], // BUILD
  [0x51, (m) => m.stack.push(m.hooks.persistent(pop(m)))], // BINPERSID
]);

function take(m: Machine, bytes: number): Buffer {
  if (m.at + bytes > m.bytes.length) throw new Error("its pickle ends early");
  m.at += bytes;
  return m.bytes.subarray(m.at - bytes, m.at);
}

function text(m: Machine, bytes: number): string {
  return take(m, bytes).toString("utf8");
}

function line(m: Machine): string {
  const end = m.bytes.indexOf(0x0a, m.at);
  const found = text(m, (end < 0 ? m.bytes.length : end) - m.at);
  m.at++;
  return found;
}

/** Two's complement, little end first. */
function longOf(bytes: Buffer): number {
  let value = 0n;
  for (const [i, byte] of bytes.entries()) value |= BigInt(byte) << BigInt(8 * i);
  return Number(BigInt.asIntN(8 * bytes.length, value));
}

function top(m: Machine): unknown {
  if (m.stack.length === 0) throw new Error("its pickle takes from an empty stack");
  return m.stack.at(-1);
}

function pop(m: Machine): unknown {
  return popLast(m, 1)[0];
}

function popLast(m: Machine, count: number): unknown[] {
  if (m.stack.length < count) throw new Error("its pickle takes from an empty stack");
  return m.stack.splice(m.stack.length - count);
}

function popToMark(m: Machine): unknown[] {
  const mark = m.marks.pop();
  if (mark === undefined || mark > m.stack.length) throw new Error("its pickle misses a mark");
  return m.stack.splice(mark);
}

function append(m: Machine, values: unknown[]): void {
  const list = top(m);
  if (!Array.isArray(list)) throw new Error("its pickle appends to what is no list");
  for (const value of values) list.push(value);
}

function setItems(m: Machine, pairs: unknown[]): void {
  const map = top(m);
  if (!(map instanceof Map) || pairs.length % 2 !== 0) throw new Error("its pickle sets items of what is no dict");
  for (let i = 0; i < pairs.length; i += 2) map.set(pairs[i], pairs[i + 1]);
}

function recall(m: Machine, key: number): unknown {
  if (!m.memo.has(key)) throw new Error("its pickle recalls what it never kept");
  return m.memo.get(key);
}

function stackGlobal(m: Machine): void {
  const [module, name] = popLast(m, 2);
  m.stack.push(m.hooks.global(String(module), String(name)));
}

function reduce(m: Machine): void {
  const [callee, args] = popLast(m, 2);
  if (!Array.isArray(args)) throw new Error("its pickle calls without arguments");
  m.stack.push(m.hooks.call(callee, args));
}

function build(m: Machine): void {
  const [object, state] = popLast(m, 2);
  m.stack.push(m.hooks.build(object, state));
}
