import { type Canvas, createCanvas } from "./canvas.ts";
import type { Color } from "./materials.ts";
import type { Step } from "./simulate.ts";
import type { Point, Scene } from "./world.ts";

/** What a picture depends on beside the scene. */
export type Seen = Pick<Step, "pose" | "gripper" | "isPoured">;

/** The third-person pictures of a scene, one a step, u8[size,size,3]; `size` is 64 or a multiple. */
export function renderThirdPerson(scene: Scene, steps: Seen[], size: number): Uint8Array[] {
  const still = drawTable(scene, size);
  return steps.map((step) => drawStep(createCanvas(size, still), scene, step));
}

function drawTable(scene: Scene, size: number): Canvas {
  const canvas = createCanvas(size, TABLE);
  canvas.band(15, WALL);
  for (const container of scene.containers) {
    const at = project(container, 0);
    canvas.ellipse({ ...at, ru: 5.8, rv: 4.6 }, CONTAINER);
    canvas.ellipse({ ...at, ru: 4.7, rv: 3.6 }, container.material.color);
  }
  const bowl = project(scene.bowl, 0);
  canvas.ellipse({ ...bowl, ru: 8, rv: 6.4 }, BOWL);
  canvas.ellipse({ ...bowl, ru: 6.6, rv: 5.1 }, BOWL_INSIDE);
  return canvas;
}

function drawStep(canvas: Canvas, scene: Scene, step: Seen): Uint8Array {
  const filling = scene.target.material.color;
  if (step.isPoured) canvas.ellipse({ ...project(scene.bowl, 0), ru: 4, rv: 3 }, filling);
  const [x, y, z, roll, pitch, yaw] = step.pose;
  canvas.ellipse({ ...project({ x, y }, 0), ru: 3, rv: 2 }, [0, 0, 0], 0.35);
  const spoon = project({ x, y }, z);
  const angle = 0.8 * yaw + 0.6 * roll;
  const length = 11 * (1 - 0.4 * pitch);
  const end = { u: spoon.u + length * Math.sin(angle), v: spoon.v - length * Math.cos(angle) };
  canvas.capsule({ u0: 32, v0: -3, u1: end.u, v1: end.v, radius: 1.3 }, ARM);
  canvas.capsule({ u0: end.u, v0: end.v, u1: spoon.u, v1: spoon.v, radius: 0.8 }, HANDLE);
  const radius = 2.6 * (1 - (0.45 * Math.abs(roll)) / 1.2);
  canvas.ellipse({ ...spoon, ru: 3.4, rv: radius }, SPOON);
  if (step.gripper === 1) canvas.ellipse({ ...spoon, ru: 2.4, rv: 0.7 * radius }, filling);
  return canvas.bytes();
}

export const TABLE: Color = [205, 185, 150];
export const CONTAINER: Color = [60, 60, 65];
export const BOWL: Color = [90, 60, 140];
export const BOWL_INSIDE: Color = [215, 195, 235];
export const HANDLE: Color = [30, 30, 35];
export const SPOON: Color = [160, 165, 175];
const WALL: Color = [120, 130, 140];
const ARM: Color = [80, 85, 95];

/** Table coordinates to picture units. */
function project({ x, y }: Point, z: number): { u: number; v: number } {
  return { u: 8 + 48 * x, v: 57 - 38 * y - 40 * z };
}
