import { expect, test } from "vitest";
import { createCanvas } from "#trainer/sample/canvas.ts";
import { MATERIALS } from "#trainer/sample/materials.ts";
import { renderThirdPerson } from "#trainer/sample/render.ts";
import type { Pose, Scene } from "#trainer/sample/world.ts";
import { renderWrist } from "#trainer/sample/wrist.ts";

const target = { material: MATERIALS[0], x: 0.16, y: 0.28 };
const scene: Scene = {
  containers: [target, { material: MATERIALS[3], x: 0.84, y: 0.82 }],
  target,
  bowl: { x: 0.5, y: 0.16 },
  instruction: "",
  start: [0.5, 0.5, 0.25, 0, 0, 0],
};
const still = { pose: scene.start, gripper: 0, isPoured: false };

test.each([64, 128])("shapes stand where the camera formula puts them, %i px", (size) => {
  const at = pixel(renderThirdPerson(scene, [still], size)[0]!, size);
  expect(at(2, 5)).toEqual([120, 130, 140]);
  expect(at(2, 40)).toEqual([205, 185, 150]);
  expect(at(8 + 48 * 0.16, 57 - 38 * 0.28)).toEqual([178, 34, 34]);
  expect(at(8 + 48 * 0.84, 57 - 38 * 0.82)).toEqual([50, 70, 180]);
  expect(at(8 + 48 * 0.5, 57 - 38 * 0.16)).toEqual([215, 195, 235]);
  expect(at(8 + 48 * 0.5, 57 - 38 * 0.5 - 40 * 0.25)).toEqual([160, 165, 175]);
  expect(at(8 + 48 * 0.5, 57 - 38 * 0.5)).toEqual([133, 120, 98]);
});

test("the spoon shows its filling, the bowl its heap, in the target's colour", () => {
  const filled = pixel(renderThirdPerson(scene, [{ ...still, gripper: 1 }], 64)[0]!, 64);
  expect(filled(8 + 48 * 0.5, 57 - 38 * 0.5 - 40 * 0.25)).toEqual([178, 34, 34]);
  const poured = pixel(renderThirdPerson(scene, [{ ...still, isPoured: true }], 64)[0]!, 64);
  expect(poured(8 + 48 * 0.5, 57 - 38 * 0.16)).toEqual([178, 34, 34]);
});

test("the wrist camera looks down on what is near the spoon", () => {
  const pose: Pose = [0.16, 0.48, 0.1, 0, 0, 0];
  const at = pixel(renderWrist(scene, [{ ...still, pose }], 64)[0]!, 64);
  const unit = 64 / (0.9 + 0.15);
  expect(at(32, 36)).toEqual([160, 165, 175]);
  expect(at(32, 60)).toEqual([30, 30, 35]);
  expect(at(32 - 4, 36 + 0.2 * unit)).toEqual([178, 34, 34]);
});

test("a shape's edge covers a pixel by the clipped distance of its centre", () => {
  const canvas = createCanvas(64, [0, 0, 0]);
  canvas.ellipse({ u: 10.5, v: 10.5, ru: 3.25, rv: 3.25 }, [200, 200, 200]);
  const at = pixel(canvas.bytes(), 64);
  expect(at(10.5, 10.5)[0]).toBe(200);
  expect(at(13.5, 10.5)[0]).toBe(150);
  expect(at(14.5, 10.5)[0]).toBe(0);
});

/** The colour of the pixel that holds a point given in 64-pixel units. */
function pixel(picture: Uint8Array, size: number) {
  return (u: number, v: number) => {
    const at = (Math.floor((v * size) / 64) * size + Math.floor((u * size) / 64)) * 3;
    return Array.from(picture.subarray(at, at + 3));
  };
}
