import { expect, test } from "vitest";
import { createRng } from "#trainer/rng.ts";
import { PHASES, STEP_LIMITS } from "#trainer/sample/expert.ts";
import { MATERIALS } from "#trainer/sample/materials.ts";
import { simulate } from "#trainer/sample/simulate.ts";
import { drawScene, type Scene, WORLDS } from "#trainer/sample/world.ts";

const runs = Array.from({ length: 300 }, (_, i) => {
  const rng = createRng(i);
  const scene = drawScene(rng, WORLDS[64]);
  return { scene, steps: simulate(scene, rng) };
});

test("three of four materials stand near their home corners, the target is one of them", () => {
  for (const { scene } of runs) {
    expect(new Set(scene.containers.map(({ material }) => material.name)).size).toBe(3);
    expect(scene.containers).toContain(scene.target);
    expect(scene.instruction).toContain(scene.target.material.name);
    for (const { x, y, material } of scene.containers) {
      expect(Math.max(Math.abs(x - material.home.x), Math.abs(y - material.home.y))).toBeLessThanOrEqual(0.06);
    }
  }
  for (const { name } of MATERIALS) expect(runs.some(({ scene }) => scene.target.material.name === name)).toBe(true);
});

test("with homeShare 0 materials stand in corners of others too", () => {
  const moved = Array.from({ length: 50 }, (_, i) => drawScene(createRng(i), { homeShare: 0, present: 3 })).filter(
    ({ containers }) => containers.some(({ x, material }) => Math.abs(x - material.home.x) > 0.1),
  );
  expect(moved.length).toBeGreaterThan(25);
});

test("the larger pictures' world holds all four materials, two scenes of five in corners of any", () => {
  const scenes = Array.from({ length: 400 }, (_, i) => drawScene(createRng(i), WORLDS[128]));
  for (const { containers } of scenes) expect(new Set(containers.map(({ material }) => material)).size).toBe(4);
  const isHome = ({ x, y, material: { home } }: Scene["target"]) =>
    Math.max(Math.abs(x - home.x), Math.abs(y - home.y)) < 0.1;
  const atHome = scenes.filter(({ containers }) => containers.every(isHome)).length;
  // 0.6, and one random order in 24 of the rest.
  expect(atHome / scenes.length).toBeCloseTo(0.6 + 0.4 / 24, 1);
});

test("the expert goes through all phases once, fills the spoon at the target and empties it at the bowl", () => {
  for (const { scene, steps } of runs) {
    const phases = steps.map(({ phase }) => phase);
    expect(phases).toEqual([...phases].sort((a, b) => a - b));
    expect(new Set(phases).size).toBe(PHASES.length);
    const filled = steps.findIndex(({ gripper }) => gripper === 1);
    expect(near(steps[filled]!.pose, scene.target)).toBeLessThan(0.06);
    expect(steps[filled]!.pose[2]).toBeLessThan(0.06);
    const poured = steps.findIndex(({ isPoured }) => isPoured);
    expect(near(steps[poured]!.pose, scene.bowl)).toBeLessThan(0.03);
    expect(steps[poured - 1]!.action[6]).toBe(0);
  }
});

test("episodes are about 49 steps long and end with four still ones", () => {
  const lengths = runs.map(({ steps }) => steps.length);
  expect(lengths.reduce((a, b) => a + b, 0) / lengths.length).toBeCloseTo(49, -0.5);
  for (const { steps } of runs) {
    expect(steps.slice(-4).every(({ action }) => action.every((x) => x === 0))).toBe(true);
    expect(steps.filter(({ phase }) => phase === 7).length).toBe(4);
  }
});

test("actions lead from state to state, within the limits and some noise", () => {
  for (const { steps } of runs.slice(0, 50)) {
    for (const [t, { pose, action }] of steps.slice(0, -1).entries()) {
      const next = steps[t + 1]!;
      expect(next.gripper).toBe(action[6]);
      for (const i of [3, 4, 5] as const) expect(next.pose[i]).toBeCloseTo(pose[i] + action[i], 10);
      expect(next.pose[0]).toBeCloseTo(Math.min(1, Math.max(0, pose[0] + action[0])), 10);
      expect(next.pose[2]).toBeCloseTo(Math.max(0.02, pose[2] + action[2]), 10);
      for (const [i, limit] of STEP_LIMITS.entries()) expect(Math.abs(action[i]!)).toBeLessThan(limit * 1.2);
    }
  }
});

test("the same scene told about another material asks for other first actions", () => {
  const { scene } = runs[0]!;
  const first = (told: Scene) => simulate(told, createRng(1))[0]!.action.slice(0, 2);
  const answers = scene.containers.map((target) => first({ ...scene, target }).join());
  expect(new Set(answers).size).toBe(3);
});

function near(pose: readonly number[], { x, y }: { x: number; y: number }): number {
  return Math.max(Math.abs(pose[0]! - x), Math.abs(pose[1]! - y));
}
