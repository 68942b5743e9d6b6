// B batch · n pictures of a sample · P patches · V width of the towers together · E width of the language model
import { tf } from "../engine/tf.ts";
import type { Rng } from "../rng.ts";
import type { InitOptions, VlaDims } from "./dims.ts";
import { initVit } from "./init-vit.ts";
import { channelsPerImage, type TowerSet, type TowerShapes, towersOf } from "./towers.ts";
import { applyVit, type VitOptions, type VitParams } from "./vit.ts";

/** Of two towers featurizer is DINOv2, fused_featurizer SigLIP; a tower alone is the featurizer. */
export type TowersParams = { featurizer: VitParams; fused_featurizer?: VitParams };

/** FiLM adds a level to the names, as the original's wrapper does. */
export type VisionBackboneParams = TowersParams | { vision_backbone: TowersParams };

/**
 * Patch features of the towers, joined on the channels, pictures one after the other on the sequence.
 * pixels f32[B,C·n,h,w]: per picture three channels for each tower, DINOv2's first; language f32[B,E] when there is
 * FiLM → f32[B,n·P,V].
 */
export function applyVisionBackbone(
  params: VisionBackboneParams,
  pixels: tf.Tensor4D,
  dims: TowerShapes,
  { language, ...options }: VitOptions = {},
): tf.Tensor {
  const [batch] = pixels.shape;
  const towers = "vision_backbone" in params ? params.vision_backbone : params;
  const views = splitViews(pixels, dims.towers);
  const perImage = language && repeatRows(language, views[0]!.shape[0] / batch);
  const outputs = towersOf(dims).map(({ name, dims: { heads } }, i) => {
    const tower = towers[name];
    if (!tower) throw new Error(`expected a tower ${name} for model.towers ${dims.towers}, but the weights have none`);
    return applyVit(tower, views[i]!, heads, { ...options, language: perImage });
  });
  const features = outputs.length === 1 ? outputs[0]! : tf.concat(outputs, 2);
  return features.reshape([batch, -1, features.shape[2]!]);
}

/** The towers drawn from scratch, with FiLM when `dims` has it. */
export function initVisionBackbone(rng: Rng, dims: VlaDims, init: InitOptions): VisionBackboneParams {
  const filmWidth = dims.film ? dims.llama.width : undefined;
  const drawn = towersOf(dims).map(({ name, kind, dims: shape }) => {
    return [name, initVit(rng.fork(kind), { imageSize: dims.imageSize, ...shape, filmWidth }, init)] as const;
  });
  const towers = Object.fromEntries(drawn) as TowersParams;
  return filmWidth === undefined ? towers : { vision_backbone: towers };
}

/** What each tower sees: f32[B·n,3,h,w], the pictures of a sample one after the other. */
function splitViews(pixels: tf.Tensor4D, towers: TowerSet): tf.Tensor4D[] {
  const [batch, channels, height, width] = pixels.shape;
  const each = channelsPerImage(towers);
  if (channels % each !== 0)
    throw new Error(`expected ${each} channels a picture for the towers ${towers}, but found ${channels} in all`);
  const images = (batch * channels) / each;
  const views = each / 3;
  return tf
    .split(pixels.reshape([images, each * height * width]), views, 1)
    .map((view) => view.reshape<tf.Tensor4D>([images, 3, height, width]));
}

function repeatRows(x: tf.Tensor, times: number): tf.Tensor {
  const [rows = 0, width = 0] = x.shape;
  // An addition: its gradient sums in one op, that of tile in a loop.
  return times === 1
    ? x
    : tf
        .zeros([rows, times, width])
        .add(x.expandDims(1))
        .reshape([rows * times, width]);
}
