import { tf } from "../engine/tf.ts";
import type { Rng } from "../rng.ts";
import type { InitOptions, VlaDims } from "./dims.ts";
import { initVit } from "./init-vit.ts";
import { applyVit, type VitParams } from "./vit.ts";

/** featurizer is DINOv2, fused_featurizer SigLIP; a comment in the original says the opposite. */
export type VisionBackboneParams = { featurizer: VitParams; fused_featurizer: VitParams };

/**
 * Patch features of both towers, joined on the channels, images one after the other on the sequence.
 * pixels f32[B,6n,h,w]: 3 channels normalised for DINOv2, then 3 for SigLIP, per image → f32[B,n·P,V].
 */
export function applyVisionBackbone(
  params: VisionBackboneParams,
  pixels: tf.Tensor4D,
  dims: Pick<VlaDims, "dino" | "siglip">,
): tf.Tensor {
  const [batch, channels, height, width] = pixels.shape;
  const images = (batch * channels) / 6;
  const towers = tf.split(pixels.reshape([images, 6 * height * width]), 2, 1);
  const [dinoPixels, siglipPixels] = towers.map((x) => x.reshape<tf.Tensor4D>([images, 3, height, width]));
  const dino = applyVit(params.featurizer, dinoPixels!, dims.dino.heads);
  const siglip = applyVit(params.fused_featurizer, siglipPixels!, dims.siglip.heads);
  const features = tf.concat([dino, siglip], 2);
  return features.reshape([batch, -1, features.shape[2]!]);
}

export function initVisionBackbone(rng: Rng, dims: VlaDims, init: InitOptions): VisionBackboneParams {
  const { imageSize, dino, siglip } = dims;
  return {
    featurizer: initVit(rng.fork("dino"), { imageSize, ...dino }, init),
    fused_featurizer: initVit(rng.fork("siglip"), { imageSize, ...siglip, registers: null }, init),
  };
}
