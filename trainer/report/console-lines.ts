import type { InfoNceBounds } from "../contract/info-nce-bounds.ts";

/** Between which numbers the energy model's loss lies: said once, at the start. */
export function infoNceLine({ chance, floor }: InfoNceBounds): string {
  return `energy: InfoNCE is ${chance.toFixed(3)} by chance and ${floor === 0 ? 0 : floor.toPrecision(3)} at best`;
}

/** What the console says of one log line. */
export function stepLine(step: number, maxSteps: number, values: Record<string, number>): string {
  return `step ${step}/${maxSteps}  ${summary(values)}  ${values["perf/steps_per_second"]?.toFixed(2)} steps/s`;
}

export function validationLine(
  values: Record<string, number>,
  { seconds, frames }: { seconds: number; frames: number },
) {
  return `validated on ${frames} frames in ${seconds.toFixed(1)} s: ${summary(values)}`;
}

const SHOWN = [
  "train/loss",
  "train/action_accuracy",
  "energy/positive",
  "energy/negative",
  "val/l1_loss",
  "val/l1_ratio",
  "val/energy_loss_ratio",
  "val/energy_gap",
  "val/swap_rise",
  "val/swap_rise_approach",
  "val/blank_rise",
];

function summary(values: Record<string, number>): string {
  return SHOWN.filter((name) => name in values)
    .map((name) => `${name} ${values[name]!.toPrecision(4)}`)
    .join("  ");
}
