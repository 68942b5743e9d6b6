/** Whether a parameter belongs to FiLM rather than to the model that FiLM was added to. */
export function isFilmName(name: string): boolean {
  return /\.blocks\.\d+\.(scale|shift)\./.test(name);
}

/** The name that a parameter has without FiLM's wrappers: what Hugging Face folders and adapters call it. */
export function plainName(name: string): string {
  return name
    .replace(/^vision_backbone\.vision_backbone\./, "vision_backbone.")
    .replace(/^(vision_backbone\.\w+\.blocks\.\d+)\.block\./, "$1.");
}

/** The other way: the original's wrappers add a level around the backbone and one around each block. */
export function filmedName(name: string): string {
  return name
    .replace(/^vision_backbone\.(?=(fused_)?featurizer\.)/, "vision_backbone.vision_backbone.")
    .replace(/^(vision_backbone\.vision_backbone\.\w+\.blocks\.\d+\.)/, "$1block.");
}
