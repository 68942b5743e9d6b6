import type { Rng } from "../rng.ts";
import { decide, PHASES, STEP_LIMITS } from "./expert.ts";
import type { Pose, Scene } from "./world.ts";

/** One step: what is seen and felt before it (`pose`, `gripper`, `isPoured`), and the action that was executed. */
export type Step = {
  pose: Pose;
  gripper: number;
  isPoured: boolean;
  phase: number;
  /** The noisy change of the pose, then the next gripper value. */
  action: [...Pose, number];
};

/** Let the expert scoop the scene's target into the bowl; every executed component but the gripper carries noise. */
export function simulate(scene: Scene, rng: Rng): Step[] {
  const steps: Step[] = [];
  let pose = scene.start;
  let gripper = 0;
  let isPoured = false;
  let phase = 0;
  for (let still = 0; still < STILL_STEPS; ) {
    const decision = decide(phase, pose, scene);
    const isDone = phase === PHASES.length - 1;
    const noisy = decision.delta.map((d, i) => (isDone ? d : d + NOISE * STEP_LIMITS[i]! * rng.normal())) as Pose;
    steps.push({ pose, gripper, isPoured, phase, action: [...noisy, decision.gripper] });
    pose = move(pose, noisy);
    isPoured ||= gripper === 1 && decision.gripper === 0;
    gripper = decision.gripper;
    if (decision.leaves) phase++;
    if (isDone) still++;
    if (steps.length > MAX_STEPS)
      throw new Error(`the expert did not finish "${scene.instruction}" in ${MAX_STEPS} steps`);
  }
  return steps;
}

const NOISE = 0.03;
const STILL_STEPS = 4;
const MAX_STEPS = 500;

function move(pose: Pose, delta: Pose): Pose {
  const [x, y, z, ...angles] = pose.map((value, i) => value + delta[i]!) as Pose;
  return [Math.min(1, Math.max(0, x)), Math.min(1, Math.max(0, y)), Math.max(0.02, z), ...angles];
}
