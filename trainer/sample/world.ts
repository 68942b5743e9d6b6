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

/** Draw a scene: three of the four materials, one of them the target, the bowl, the spoon's start and the instruction. */
export function drawScene(rng: Rng, { homeShare }: { homeShare: number }): Scene {
  const isHome = rng.uniform() < homeShare;
  const corners = isHome ? MATERIALS.map((_, i) => i) : permutation(rng, MATERIALS.length);
  const present = [...permutation(rng, MATERIALS.length)].slice(0, PRESENT).sort((a, b) => a - b);
  const containers = present.map((index) => {
    const { home } = MATERIALS[corners[index]!]!;
    return { material: MATERIALS[index]!, x: home.x + jitter(rng), y: home.y + jitter(rng) };
  });
  const target = containers[rng.int(PRESENT)]!;
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

const PRESENT = 3;

function jitter(rng: Rng): number {
  return between(rng, -0.06, 0.06);
}

function between(rng: Rng, low: number, high: number): number {
  return low + (high - low) * rng.uniform();
}
