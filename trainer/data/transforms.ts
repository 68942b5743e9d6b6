import { DataError } from "./data-error.ts";
import { binariseGripper, type GripperRule, invertGripper, readGripper } from "./gripper.ts";
import type { Column, RawEpisode } from "./raw-episode.ts";

export type PlatformDims = {
  kind: "libero" | "aloha" | "bridge" | "custom";
  actionDim: number;
  proprioDim: number;
  /** Of a custom platform alone; the others have their own. */
  gripper?: GripperRule | undefined;
};

/** actions f32[T,A], proprio f32[T,P]; frame t of these tables is step `firstStep` + t of the record. */
export type Trajectory = { actions: Float32Array; proprio: Float32Array; frames: number; firstStep: number };

/** The platform's own reading of an episode (origin §2.7), before normalisation. Wrong sizes throw `DataError`. */
export function standardise(episode: RawEpisode, platform: PlatformDims): Trajectory {
  const actions = table(episode, "action");
  const state = table(episode, "observation/state");
  const trajectory = TRANSFORMS[platform.kind](actions, state, platform);
  expectWidth("action", trajectory.actions.width, platform.actionDim, platform.kind);
  expectWidth("state", trajectory.proprio.width, platform.proprioDim, platform.kind);
  return {
    actions: trajectory.actions.data,
    proprio: trajectory.proprio.data,
    frames: trajectory.actions.data.length / trajectory.actions.width,
    firstStep: trajectory.firstStep,
  };
}

type Table = { width: number; data: Float32Array };
type Standardised = { actions: Table; proprio: Table; firstStep: number };

const TRANSFORMS: Record<PlatformDims["kind"], (actions: Table, state: Table, platform: PlatformDims) => Standardised> =
  {
    aloha: (actions, proprio) => ({ actions, proprio, firstStep: 0 }),
    custom: (actions, proprio, { gripper }) => ({
      actions: gripper ? withLast(actions, readGripper(lastColumn(actions), gripper)) : actions,
      proprio,
      firstStep: 0,
    }),
    libero: (actions, state) => {
      expectAtLeast("action", actions.width, 7, "libero");
      expectAtLeast("state", state.width, 8, "libero");
      const proprio = columns(state, [0, 1, 2, 3, 4, 5, state.width - 2, state.width - 1]);
      const movement = columns(actions, [0, 1, 2, 3, 4, 5, actions.width - 1]);
      return { actions: withLast(movement, invertGripper(lastColumn(actions))), proprio, firstStep: 0 };
    },
    bridge: (actions, state) => {
      expectAtLeast("action", actions.width, 7, "bridge");
      expectAtLeast("state", state.width, 7, "bridge");
      const proprio = columns(state, [0, 1, 2, 3, 4, 5, state.width - 1]);
      const gripper = binariseGripper(lastColumn(actions).slice(1));
      // The first step's action is all zero; the last step has no following state to move to.
      const frames = Math.max(0, actions.data.length / actions.width - 2);
      const data = new Float32Array(frames * 7);
      for (let t = 0; t < frames; t++) {
        for (let dim = 0; dim < 6; dim++) {
          data[t * 7 + dim] = proprio.data[(t + 2) * 7 + dim]! - proprio.data[(t + 1) * 7 + dim]!;
        }
        data[t * 7 + 6] = gripper[t]!;
      }
      return {
        actions: { width: 7, data },
        proprio: { width: 7, data: proprio.data.slice(7, (frames + 1) * 7) },
        firstStep: 1,
      };
    },
  };

function table(episode: RawEpisode, key: string): Table {
  const column: Column | undefined = episode.steps.get(key);
  if (column?.kind !== "number") {
    const numeric = [...episode.steps].filter(([, other]) => other.kind === "number").map(([name]) => name);
    throw new DataError(`the steps should have a numeric feature "${key}"; found ${numeric.join(", ") || "none"}`);
  }
  return { width: column.width, data: Float32Array.from(column.data) };
}

function columns({ width, data }: Table, dims: number[]): Table {
  const rows = data.length / width;
  const out = new Float32Array(rows * dims.length);
  for (let t = 0; t < rows; t++)
    for (const [i, dim] of dims.entries()) out[t * dims.length + i] = data[t * width + dim]!;
  return { width: dims.length, data: out };
}

function lastColumn(from: Table): Float32Array {
  return columns(from, [from.width - 1]).data;
}

function withLast({ width, data }: Table, column: Float32Array): Table {
  const out = data.slice();
  for (const [t, value] of column.entries()) out[t * width + width - 1] = value;
  return { width, data: out };
}

function expectWidth(what: string, found: number, expected: number, kind: string): void {
  if (found !== expected) {
    throw new DataError(`platform ${kind} expects ${expected} numbers of ${what}, the data set gives ${found}`);
  }
}

function expectAtLeast(what: string, found: number, least: number, kind: string): void {
  if (found < least) {
    throw new DataError(`platform ${kind} expects at least ${least} numbers of ${what}, the data set has ${found}`);
  }
}
