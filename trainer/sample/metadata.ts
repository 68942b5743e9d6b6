import { DataError } from "../data/data-error.ts";
import type { Metadata } from "../data/raw-episode.ts";

/** The materials that stand on the table in an episode of the sample data. @throws DataError for any other data set */
export function presentMaterials(metadata: Metadata): string[] {
  const { materials } = metadata;
  if (typeof materials !== "string") {
    throw new DataError(
      "training.valProbes needs the sample data: its episodes list the materials present, and these do not",
    );
  }
  return materials.split(",");
}
