import { permutation } from "../data/permutation.ts";
import type { Rng } from "../rng.ts";
import { drawInstruction } from "./language.ts";
import { MATERIALS, type Material } from "./materials.ts";

/** Table units: the table is the unit square, x right, y away from the camera, z up. */
export type Point = { x: number; y: number };
export type Container = Point & { material: Material };
export type Scene = { containers: Container[]; bowl: Point; target: Container; instruction: string; start: Pose };

/** (x, y, z, roll, pitch, yaw) of the spoon; angles in radians. */
export type Pose = [x: number, y: number, z: number, roll: number, pitch: number, yaw: number];

/** What scenes are drawn from. */
export type WorldOptions = {
  /** Share of scenes in which every material stands in its own corner; in the others, in any. */
  homeShare: number;
  /** Materials on the table, of the four. */
  present: number;
};

/**
 * The worlds of the two sample data sets, by picture size. In the first, word and corner go together; in the second,
 * only the picture tells where a material stands, and none is missing.
 */
export const WORLDS = {
  64: { homeShare: 1, present: 3 },
  128: { homeShare: 0.6, present: 4 },
} as const satisfies Record<number, WorldOptions>;

/** Draw a scene: some of the materials, one of them the target, the bowl, the spoon's start and the instruction. */
export function drawScene(rng: Rng, { homeShare, present: count }: WorldOptions): Scene {
  const isHome = rng.uniform() < homeShare;
  const corners = isHome ? MATERIALS.map((_, i) => i) : permutation(rng, MATERIALS.length);
  const present = [...permutation(rng, MATERIALS.length)].slice(0, count).sort((a, b) => a - b);
  const containers = present.map((index) => {
    const { home } = MATERIALS[corners[index]!]!;
    return { material: MATERIALS[index]!, x: home.x + jitter(rng), y: home.y + jitter(rng) };
  });
  const target = containers[rng.int(count)]!;
  const bowl = { x: 0.5 + jitter(rng), y: 0.16 + jitter(rng) };
  // Random on purpose: with one start the position after two steps betrays the target.
  const start: Pose = [
    between(rng, 0.2, 0.8),
    between(rng, 0.3, 0.8),
    between(rng, 0.2, 0.3),
    0,
    0,
    between(rng, -0.1, 0.1),
  ];
  return { containers, bowl, target, instruction: drawInstruction(rng, target.material.name), start };
}

function jitter(rng: Rng): number {
  return between(rng, -0.06, 0.06);
}

function between(rng: Rng, low: number, high: number): number {
  return low + (high - low) * rng.uniform();
}
