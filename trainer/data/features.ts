import { z } from "zod";
import { DataError } from "./data-error.ts";

/** One leaf of features.json. `path` is the key in the Example, e.g. `steps/observation/image`. */
export type FeatureSpec = {
  path: string;
  inSteps: boolean;
  kind: "image" | "tensor" | "text" | "unsupported";
  shape: (number | null)[];
  dtype: string;
  /** Images: jpeg or png. Tensors: none, bytes or zlib. Unsupported kinds: the TFDS class. */
  encoding: string;
};

/**
 * Flatten a TFDS features.json. Features outside the set known here (images, tensors, scalars, text, class labels,
 * nested `steps`) are kept as "unsupported" and only refused when somebody reads them.
 */
export function parseFeatures(json: unknown, file: string): FeatureSpec[] {
  const parsed = FeatureNode.safeParse(json);
  if (!parsed.success)
    throw new DataError(`${file} is not a TFDS feature description: ${z.prettifyError(parsed.error)}`);
  return flatten(parsed.data, "", false);
}

const Shape = z
  .object({ dimensions: z.array(z.coerce.number()).default([]) })
  .default({ dimensions: [] })
  .transform(({ dimensions }) => dimensions.map((size) => (size < 0 ? null : size)));

type FeatureNode = {
  pythonClassName: string;
  featuresDict?: { features: Record<string, FeatureNode> } | undefined;
  sequence?: { feature: FeatureNode; length: number } | undefined;
  image?: { shape: (number | null)[]; dtype: string; encodingFormat: string } | undefined;
  tensor?: { shape: (number | null)[]; dtype: string; encoding: string } | undefined;
  text?: unknown;
  classLabel?: unknown;
};

const FeatureNode: z.ZodType<FeatureNode> = z.object({
  pythonClassName: z.string(),
  get featuresDict() {
    return z.object({ features: z.record(z.string(), FeatureNode) }).optional();
  },
  get sequence() {
    return z.object({ feature: FeatureNode, length: z.coerce.number().default(-1) }).optional();
  },
  image: z
    .object({ shape: Shape, dtype: z.string().default("uint8"), encodingFormat: z.string().default("png") })
    .optional(),
  tensor: z.object({ shape: Shape, dtype: z.string(), encoding: z.string().default("none") }).optional(),
  text: z.unknown().optional(),
  classLabel: z.unknown().optional(),
});

function flatten(node: FeatureNode, path: string, inSteps: boolean): FeatureSpec[] {
  if (node.featuresDict) {
    return Object.entries(node.featuresDict.features).flatMap(([name, child]) =>
      flatten(child, path ? `${path}/${name}` : name, inSteps),
    );
  }
  if (path === "steps" && node.sequence) return flatten(node.sequence.feature, path, true);
  if (node.sequence && node.sequence.length > 0) return repeated(node.sequence, path, inSteps);
  return [{ path, inSteps, ...leaf(node) }];
}

/** A sequence of fixed length inside a step lies in the record as a tensor with one more dimension. */
function repeated({ feature, length }: NonNullable<FeatureNode["sequence"]>, path: string, inSteps: boolean) {
  return flatten(feature, path, inSteps).map((spec): FeatureSpec => {
    if (spec.kind === "tensor" && spec.encoding === "none") return { ...spec, shape: [length, ...spec.shape] };
    return { ...spec, kind: "unsupported", encoding: `sequence of ${spec.kind}` };
  });
}

function leaf(node: FeatureNode): Omit<FeatureSpec, "path" | "inSteps"> {
  if (node.image) {
    const { shape, dtype, encodingFormat } = node.image;
    return { kind: "image", shape, dtype, encoding: encodingFormat || "png" };
  }
  if (node.tensor) return { kind: "tensor", ...node.tensor, encoding: node.tensor.encoding.toLowerCase() };
  if (node.text !== undefined) return { kind: "text", shape: [], dtype: "string", encoding: "none" };
  if (node.classLabel !== undefined) return { kind: "tensor", shape: [], dtype: "int64", encoding: "none" };
  return { kind: "unsupported", shape: [], dtype: "", encoding: node.pythonClassName };
}
