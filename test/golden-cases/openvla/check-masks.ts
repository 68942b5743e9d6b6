import { actionPlaces, joinRows } from "../action-places.ts";
import { golden, numbers } from "../tensors.ts";
import type { OpenVla } from "./open-policy.ts";
import type { Variant } from "./variant.ts";

/** Which of the next-token labels are the chunk's first action, and which the others. */
export function checkMasks({ found, sheet, manifest, dims, tolerances }: OpenVla, { name }: Variant): void {
  const [rows = 0, length = 0] = golden(found.inputs, `${name}.labels`).shape;
  const labels = numbers(found.inputs, `${name}.labels`).filter((_, i) => i % length > 0);
  const places = actionPlaces({ labels, rows, ...dims, begin: manifest.config.action_token_begin_idx });
  sheet.check(`${name}: action tokens`, places.every(Boolean), `expected ${dims.chunk * dims.actionDim} in every row`);
  for (const [output, part] of [
    [`${name}.current_action_mask`, "current"],
    [`${name}.next_actions_mask`, "next"],
  ] as const) {
    if (!found.outputs.has(output)) continue;
    const marks = joinRows(places, part, numbers(found.outputs, output));
    sheet.compare(output, marks, { tolerance: tolerances.exact });
  }
}
