/** features.json of the sample data set, in the form that TFDS writes. */
export function sampleFeatures({ size, wrist }: { size: number; wrist: boolean }) {
  return features({
    steps: {
      pythonClassName: "tensorflow_datasets.core.features.dataset_feature.Dataset",
      sequence: {
        feature: features({
          observation: features({
            image: image(size),
            ...(wrist ? { wrist_image: image(size) } : {}),
            state: tensor("float32", [7]),
          }),
          action: tensor("float32", [7]),
          language_instruction: text(),
          is_first: scalar("bool"),
          is_last: scalar("bool"),
          is_terminal: scalar("bool"),
          reward: scalar("float32"),
          discount: scalar("float32"),
          phase: scalar("int64"),
        }),
        length: "-1",
      },
    },
    episode_metadata: features({ target: text(), materials: text(), seed: scalar("int64") }),
  });
}

type Feature = { pythonClassName: string; [kind: string]: unknown };

function features(entries: Record<string, Feature>): Feature {
  return { pythonClassName: `${PACKAGE}.features_dict.FeaturesDict`, featuresDict: { features: entries } };
}

function image(size: number): Feature {
  const shape = { dimensions: [`${size}`, `${size}`, "3"] };
  return {
    pythonClassName: `${PACKAGE}.image_feature.Image`,
    image: { shape, dtype: "uint8", encodingFormat: "jpeg" },
  };
}

function tensor(dtype: string, dimensions: number[]): Feature {
  const shape = { dimensions: dimensions.map(String) };
  return { pythonClassName: `${PACKAGE}.tensor_feature.Tensor`, tensor: { shape, dtype, encoding: "none" } };
}

function scalar(dtype: string): Feature {
  return { pythonClassName: `${PACKAGE}.scalar.Scalar`, tensor: { shape: {}, dtype, encoding: "none" } };
}

function text(): Feature {
  return { pythonClassName: `${PACKAGE}.text_feature.Text`, text: {} };
}

const PACKAGE = "tensorflow_datasets.core.features";
