import { z } from "zod";
import { readPickle } from "./pickle.ts";

/** Bytes of one number of each type that torch stores. */
export const TORCH_DTYPES = {
  FloatStorage: { dtype: "F32", bytes: 4 },
  DoubleStorage: { dtype: "F64", bytes: 8 },
  HalfStorage: { dtype: "F16", bytes: 2 },
  BFloat16Storage: { dtype: "BF16", bytes: 2 },
  LongStorage: { dtype: "I64", bytes: 8 },
  IntStorage: { dtype: "I32", bytes: 4 },
  ShortStorage: { dtype: "I16", bytes: 2 },
  CharStorage: { dtype: "I8", bytes: 1 },
  ByteStorage: { dtype: "U8", bytes: 1 },
  BoolStorage: { dtype: "BOOL", bytes: 1 },
} as const;
type StorageName = keyof typeof TORCH_DTYPES;

/** A view into a storage, in units of its numbers: what torch.Tensor is on disk. */
export class StoredTensor {
  readonly storage: Storage;
  readonly offset: number;
  readonly shape: number[];
  readonly strides: number[];

  constructor(storage: Storage, offset: number, shape: number[], strides: number[]) {
    this.storage = storage;
    this.offset = offset;
    this.shape = shape;
    this.strides = strides;
  }
}

/**
 * What torch.save pickled: Maps, arrays, numbers, texts and StoredTensors. Nothing but the rebuilding of tensors,
 * parameters and ordered dicts may be asked for; anything else throws a sentence that names it.
 */
export function readTorchPickle(bytes: Buffer): unknown {
  return readPickle(bytes, { global, call, build, persistent });
}

class Storage {
  readonly type: StorageName;
  readonly key: string;
  readonly count: number;

  constructor(type: StorageName, key: string, count: number) {
    this.type = type;
    this.key = key;
    this.count = count;
  }
}

class StorageType {
  readonly name: StorageName;

  constructor(name: StorageName) {
    this.name = name;
  }
}

const Size = z.array(z.int().min(0)).max(16);
const RebuildTensor = z.tuple([z.instanceof(Storage), z.int().min(0), Size, Size]).rest(z.unknown());

const CALLS = new Map<string, (args: unknown[]) => unknown>([
  ["collections.OrderedDict", () => new Map()],
  [
    "torch._utils._rebuild_tensor_v2",
    (args) => {
      const [storage, offset, shape, strides] = RebuildTensor.parse(args);
      return new StoredTensor(storage, offset, shape, strides);
    },
  ],
  ["torch._utils._rebuild_parameter", ([tensor]) => z.instanceof(StoredTensor).parse(tensor)],
]);

function global(module: string, name: string): unknown {
  if (module === "torch" && Object.hasOwn(TORCH_DTYPES, name)) return new StorageType(name as StorageName);
  const call = CALLS.get(`${module}.${name}`);
  if (!call) throw new Error(`it asks for ${module}.${name}, and only tensors are read from such a file`);
  return call;
}

function call(callee: unknown, args: unknown[]): unknown {
  for (const [name, known] of CALLS) {
    if (known !== callee) continue;
    try {
      return known(args);
    } catch {
      throw new Error(`it calls ${name} with what makes no tensor`);
    }
  }
  throw new Error("it calls something that is not the rebuilding of a tensor");
}

/** A state dict carries its modules' versions as state, which no tensor needs. */
function build(object: unknown, _state: unknown): unknown {
  if (!(object instanceof Map)) throw new Error("it sets the state of something that is no dict");
  return object;
}

const PersistentId = z.tuple([
  z.literal("storage"),
  z.instanceof(StorageType),
  z.string().regex(/^\d+$/),
  z.string(),
  z.int().min(0),
]);

function persistent(id: unknown): Storage {
  const parsed = PersistentId.safeParse(id);
  if (!parsed.success) throw new Error("it refers to a storage in a way that torch does not");
  const [, type, key, , count] = parsed.data;
  return new Storage(type.name, key, count);
}
