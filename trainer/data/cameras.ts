import { DataError } from "./data-error.ts";
import type { FeatureSpec } from "./features.ts";
import type { PlatformDims } from "./transforms.ts";

/** Keys of the step's images that feed the model, the primary camera first; null stands for a black image. */
export function cameraKeys(
  platform: PlatformDims["kind"],
  { features, numImages }: { features: FeatureSpec[]; numImages: number },
): (string | null)[] {
  const map = CAMERAS[platform];
  if (numImages > map.length) {
    throw new DataError(`platform ${platform} has ${map.length} cameras, ${numImages} images were asked for`);
  }
  const present = imageKeys(features);
  return map.slice(0, numImages).map((name) => {
    if (name === null) return null;
    const key = `observation/${name}`;
    if (present.includes(key)) return key;
    throw new DataError(
      `platform ${platform} expects the image "${key}"; the data set has ${present.join(", ") || "no images"}`,
    );
  });
}

/** All image features of the steps, e.g. `observation/image`. */
export function imageKeys(features: FeatureSpec[]): string[] {
  return features
    .filter((spec) => spec.inSteps && spec.kind === "image")
    .map((spec) => spec.path.replace(/^steps\//, ""))
    .sort();
}

const CAMERAS: Record<PlatformDims["kind"], (string | null)[]> = {
  libero: ["image", "wrist_image"],
  aloha: ["image", "left_wrist_image", "right_wrist_image"],
  bridge: ["image_0", null],
  custom: ["image", "wrist_image"],
};
