import { parseArgs } from "node:util";
import { ConfigError } from "./contract/overrides.ts";
import { PRESETS } from "./contract/presets.ts";

export type Arguments = {
  preset: string | null;
  settings: string[];
  runDir: string | null;
  name: string | null;
  help: boolean;
};

export const USAGE = `Usage: npm run train -- [--preset NAME] [--set key=value …] [--run-dir DIR] [--name NAME]

  --preset NAME     ${PRESETS.map(({ name }) => name).join(", ")}; without it the defaults apply
  --set key=value   change one field; a full path (training.learningRate) or a leaf name that only one field has
  --run-dir DIR     where the run lives; with a config.json in it, that config runs. Default: a new folder in run.dir
  --name NAME       a display name`;

/** @throws ConfigError on an option that does not exist */
export function parseArguments(argv: string[]): Arguments {
  try {
    const { values } = parseArgs({
      args: argv,
      options: {
        preset: { type: "string" },
        set: { type: "string", multiple: true },
        "run-dir": { type: "string" },
        name: { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    });
    return {
      preset: values.preset ?? null,
      settings: values.set ?? [],
      runDir: values["run-dir"] ?? null,
      name: values.name ?? null,
      help: values.help ?? false,
    };
  } catch (error) {
    throw new ConfigError((error as Error).message);
  }
}
