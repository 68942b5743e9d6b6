import fs from "node:fs";
import path from "node:path";
import type { TrainConfig } from "../contract/config.ts";
import { ConfigError } from "../contract/overrides.ts";
import type { Tokenizer } from "../data/tokenizer.ts";
import { loadPretrained, type Pretrained } from "../hf/load-pretrained.ts";

/** The model that a run starts from, with its tokenizer. */
export type Base = Pretrained & { tokenizer: Tokenizer };

/**
 * Load the folder of `model.vlaPath`; a relative path starts at <dataDir>/models. Null when the run starts from scratch.
 * @throws ConfigError when there is no such folder, or it is not a model that this trainer can start from
 */
export async function loadBase(
  { model: { vlaPath } }: TrainConfig,
  { dataDir, say }: { dataDir: string; say: (line: string) => void },
): Promise<Base | null> {
  if (vlaPath === null) return null;
  const dir = path.resolve(dataDir, "models", vlaPath);
  if (!fs.existsSync(dir)) throw new ConfigError(`model.vlaPath "${vlaPath}": there is no folder ${dir}`);
  try {
    const onProgress = (read: number, of: number) => read % 200 === 0 && say(`model: ${read} of ${of} tensors read`);
    const { tokenizer, ...loaded } = await loadPretrained(dir, { onProgress });
    if (!tokenizer) throw new Error(`expected tokenizer.json in ${dir}, but there is none`);
    return { ...loaded, tokenizer };
  } catch (error) {
    throw new ConfigError(`model.vlaPath "${vlaPath}": ${(error as Error).message}`);
  }
}
