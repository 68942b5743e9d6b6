import { z } from "zod";

const Text = z.string().nullable();

/** The repository that the code came from; `reason` says why there is none. */
export const CodeOrigin = z.discriminatedUnion("state", [
  z.object({
    state: z.literal("git"),
    /** Top folder of the checkout. */
    folder: z.string(),
    /** Null before the first commit. */
    commit: Text,
    /** Null where a commit is checked out and no branch. */
    branch: Text,
    /** Address of the remote, without credentials. */
    remote: Text,
    /** Tracked files that differ from the commit. */
    changed: z.int().min(0),
    untracked: z.object({ count: z.int().min(0), names: z.array(z.string()) }),
    /** What differs, in code.diff beside this record; larger ones are counted and not kept. */
    diff: z.object({ bytes: z.int().min(0), kept: z.boolean(), sha256: Text }).nullable(),
  }),
  z.object({ state: z.literal("none"), folder: z.string(), reason: z.string() }),
]);
export type CodeOrigin = z.infer<typeof CodeOrigin>;

/**
 * One data set: `stamp` is of names, sizes and times of its files when the run started. `sha256` follows when they have
 * been read: the hash of what `sha256sum` prints for them in its folder. "changed": they were altered before that.
 */
export const DataOrigin = z.object({
  name: z.string(),
  folder: z.string(),
  files: z.int().min(0),
  bytes: z.int().min(0),
  stamp: z.string(),
  state: z.enum(["pending", "hashed", "changed", "unreadable"]),
  sha256: Text,
});
export type DataOrigin = z.infer<typeof DataOrigin>;

export const MachineOrigin = z.object({
  host: z.string(),
  system: z.string(),
  kernel: z.string(),
  arch: z.string(),
  cpu: z.string(),
  cores: z.int(),
  memoryBytes: z.number(),
  bootId: Text,
});
export type MachineOrigin = z.infer<typeof MachineOrigin>;

export const GpuOrigin = z.object({
  index: z.int(),
  uuid: z.string(),
  name: z.string(),
  memoryBytes: z.number().nullable(),
  driver: z.string(),
});
export type GpuOrigin = z.infer<typeof GpuOrigin>;

const Packages = z.record(z.string(), z.string());
export const SoftwareOrigin = z.object({
  vela: z.string(),
  node: z.string(),
  /** Of the project's own libraries, what is installed. */
  packages: Packages,
  /** The Python that a recipe starts, and what is installed in it. */
  python: z.object({ program: z.string(), version: z.string(), packages: Packages }).nullable(),
  /** The lock file of the code's folder. */
  lock: z.object({ file: z.string(), sha256: z.string() }).nullable(),
});
export type SoftwareOrigin = z.infer<typeof SoftwareOrigin>;

/** What an attempt was started with and on: written before it starts. */
export const Origin = z.object({
  v: z.literal(1),
  attempt: z.int().min(1),
  time: z.number(),
  command: z.array(z.string()),
  cwd: z.string(),
  environment: z.record(z.string(), z.string()),
  code: CodeOrigin,
  machine: MachineOrigin,
  /** All of the machine's, and the indices of those that the run has. */
  gpus: z.object({ all: z.array(GpuOrigin), given: z.array(z.int()) }),
  software: SoftwareOrigin,
  data: z.array(DataOrigin),
});
export type Origin = z.infer<typeof Origin>;
