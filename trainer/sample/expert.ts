import type { Point, Pose, Scene } from "./world.ts";

/** What the arm does, in order. */
export const PHASES = ["approach", "lower", "scoop", "lift", "carry", "tip", "untip", "done"] as const;

/** Change of the pose in this step, the next gripper value, and whether this step is the phase's last. */
export type Decision = { delta: Pose; gripper: 0 | 1; leaves: boolean };

/** Largest change in one step, by component of the pose. */
export const STEP_LIMITS: Pose = [0.035, 0.035, 0.06, 0.4, 0.4, 0.15];

/** The scripted expert: what to do in `phase` at `pose`, before noise. */
export function decide(phase: number, pose: Pose, { target, bowl }: Scene): Decision {
  const [x, y, z, roll, pitch] = pose;
  const isNear = (point: Point) => Math.max(Math.abs(point.x - x), Math.abs(point.y - y)) < 0.035;
  const to = (goal: Goal) => towards(pose, goal);
  switch (PHASES[phase]) {
    case "approach":
      return {
        delta: to({ x: target.x, y: target.y, z: 0.24, yaw: yawAt(target) }),
        gripper: 0,
        leaves: isNear(target),
      };
    case "lower":
      return {
        delta: to({ x: target.x, y: target.y, z: 0.03, yaw: yawAt(target) }),
        gripper: 0,
        leaves: z - 0.03 <= 0.06,
      };
    case "scoop": {
      const isLast = 0.9 - pitch <= 0.42;
      return { delta: to({ pitch: 0.9, y: y + 0.01 }), gripper: isLast ? 1 : 0, leaves: isLast };
    }
    case "lift":
      return { delta: to({ pitch: 0, z: 0.24 }), gripper: 1, leaves: z > 0.18 };
    case "carry":
      return {
        delta: to({ x: bowl.x, y: bowl.y, z: 0.24, yaw: yawAt(bowl), pitch: 0 }),
        gripper: 1,
        leaves: isNear(bowl),
      };
    case "tip": {
      const isLast = 1.2 - roll <= 0.42;
      return { delta: to({ roll: 1.2 }), gripper: isLast ? 0 : 1, leaves: isLast };
    }
    case "untip":
      return { delta: to({ roll: 0, z: 0.28 }), gripper: 0, leaves: roll <= 0.4 };
    default:
      return { delta: [0, 0, 0, 0, 0, 0], gripper: 0, leaves: false };
  }
}

type Goal = { x?: number; y?: number; z?: number; roll?: number; pitch?: number; yaw?: number };

/** The clipped step from the pose to the goal; components that the goal does not name stay. */
function towards(pose: Pose, { x, y, z, roll, pitch, yaw }: Goal): Pose {
  const step = (goal: number | undefined, i: 0 | 1 | 2 | 3 | 4 | 5) =>
    goal === undefined ? 0 : Math.min(STEP_LIMITS[i], Math.max(-STEP_LIMITS[i], goal - pose[i]));
  return [step(x, 0), step(y, 1), step(z, 2), step(roll, 3), step(pitch, 4), step(yaw, 5)];
}

/** The wrist turns with the side of the table that it works on. */
function yawAt({ x }: Point): number {
  return 1.4 * (x - 0.5);
}
