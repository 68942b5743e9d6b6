import { createCanvas } from "./canvas.ts";
import type { Color } from "./materials.ts";
import { BOWL, BOWL_INSIDE, CONTAINER, HANDLE, type Seen, SPOON, TABLE } from "./render.ts";
import type { Point, Scene } from "./world.ts";

/** The wrist camera's pictures, one a step: straight down, centred on the spoon; u8[size,size,3]. */
export function renderWrist(scene: Scene, steps: Seen[], size: number): Uint8Array[] {
  return steps.map((step) => drawStep(scene, step, size));
}

function drawStep(scene: Scene, step: Seen, size: number): Uint8Array {
  const canvas = createCanvas(size, TABLE);
  const [x, y, z, , pitch, yaw] = step.pose;
  const unit = 64 / (0.9 + 1.5 * z);
  const disc = (point: Point, radius: number, color: Color) => {
    const [u, v] = [32 + (point.x - x) * unit, 36 - (point.y - y) * unit];
    canvas.ellipse({ u, v, ru: radius * unit, rv: radius * unit }, color);
  };
  for (const container of scene.containers) {
    disc(container, 0.12, CONTAINER);
    disc(container, 0.097, container.material.color);
  }
  disc(scene.bowl, 0.165, BOWL);
  disc(scene.bowl, 0.137, BOWL_INSIDE);
  const filling = scene.target.material.color;
  if (step.isPoured) disc(scene.bowl, 0.08, filling);

  const spoon = { u: 32 + 4 * yaw, v: 36 + 4 * pitch };
  canvas.capsule({ u0: 32, v0: 66, u1: spoon.u, v1: spoon.v, radius: 2 }, HANDLE);
  canvas.ellipse({ ...spoon, ru: 5, rv: 5 }, SPOON);
  if (step.gripper === 1) canvas.ellipse({ ...spoon, ru: 3.5, rv: 3.5 }, filling);
  return canvas.bytes();
}
