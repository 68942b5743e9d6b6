import { expect, test } from "vitest";
import { augmentImage, drawAugmentation } from "#trainer/data/augment.ts";
import { createRng } from "#trainer/rng.ts";
import { goldenNumbers } from "./golden-numbers.ts";

const SIZE = 24;
const outputs = await goldenNumbers("image_aug", "outputs");

test("the same seed draws the same augmentation, with independent offsets", () => {
  const image = Uint8Array.from(outputs("resized_0").numbers);
  const drawn = drawAugmentation(createRng("a seed"));
  expect(drawn).toEqual(drawAugmentation(createRng("a seed")));
  expect(drawn.dx).not.toBe(drawn.dy);
  expect(augmentImage(image, SIZE, drawn)).toEqual(augmentImage(image, SIZE, drawn));
  expect(augmentImage(image, SIZE, drawn)).not.toEqual(image);
});
