import { DataError } from "./data-error.ts";
import type { FeatureSpec } from "./features.ts";
import type { PlatformDims } from "./transforms.ts";

/**
 * Keys of the step's images that feed the model, the primary camera first; null stands for a black image.
 * Throws `DataError` when the platform or the data set has fewer cameras than asked for.
 */
export function cameraKeys(
  platform: PlatformDims["kind"],
  { features, numImages }: { features: FeatureSpec[]; numImages: number },
): (string | null)[] {
  const keys =
    platform === "custom" ? customCameras(features) : CAMERAS[platform].map((name) => name && observed(name));
  const present = imageKeys(features);
  if (numImages > keys.length) {
    const owner = platform === "custom" ? "the data set" : `platform ${platform}`;
    const named = keys.map((key) => key ?? "black").join(", ") || "none";
    throw new DataError(`${owner} has ${keys.length} cameras, ${numImages} images were asked for; there are ${named}`);
  }
  const wanted = keys.slice(0, numImages);
  const absent = wanted.find((key) => key !== null && !present.includes(key));
  if (absent === undefined) return wanted;
  throw new DataError(
    `platform ${platform} expects the image "${absent}"; the data set has ${present.join(", ") || "no images"}`,
  );
}

/** All image features of the steps, e.g. `observation/image`. */
export function imageKeys(features: FeatureSpec[]): string[] {
  return stepImages(features).sort();
}

/**
 * Names in the order of the pictures. The first two of libero and bridge and the first three of aloha are the
 * original's, bridge's missing wrist camera among them (origin §2.7); what follows is what those data sets also hold.
 */
const CAMERAS: Record<Exclude<PlatformDims["kind"], "custom">, (string | null)[]> = {
  libero: ["image", "wrist_image"],
  aloha: ["image", "left_wrist_image", "right_wrist_image", "low_cam_image"],
  bridge: ["image_0", null, "image_1", "image_2"],
};

/** As the data set names them, in the order of features.json: the primary camera, then the wrists, then the others. */
function customCameras(features: FeatureSpec[]): string[] {
  const keys = stepImages(features.filter(isColour));
  const isWrist = (key: string) => key.includes("wrist");
  const primary = PRIMARY.map(observed).find((key) => keys.includes(key)) ?? keys.find((key) => !isWrist(key));
  const others = keys.filter((key) => key !== primary);
  return [...(primary ? [primary] : []), ...others.filter(isWrist), ...others.filter((key) => !isWrist(key))];
}

const PRIMARY = ["image", "image_primary", "image_0"];

/** Not a depth map or a mask. */
function isColour({ shape }: FeatureSpec): boolean {
  return [3, null, undefined].includes(shape[2]);
}

function stepImages(features: FeatureSpec[]): string[] {
  return features
    .filter((spec) => spec.inSteps && spec.kind === "image")
    .map((spec) => spec.path.replace(/^steps\//, ""));
}

function observed(name: string): string {
  return `observation/${name}`;
}
