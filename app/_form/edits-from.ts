import type { Edits } from "./build-config.ts";
import { differences } from "./differences.ts";
import type { FieldGroup } from "./field.ts";

/** The edits that make `config` of `base`: what somebody would have typed to get there. */
export function editsFrom(groups: FieldGroup[], base: unknown, config: unknown): Edits {
  return Object.fromEntries(differences(groups, base, config).map(({ path, after }) => [path, after]));
}
