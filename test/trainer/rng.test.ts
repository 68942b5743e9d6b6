import { expect, test } from "vitest";
import { createRng, type Rng, restoreRng } from "#trainer/rng.ts";

const draw = (rng: Rng, count = 5) => Array.from({ length: count }, () => rng.next());

test("the same seed gives the same numbers, another seed others", () => {
  expect(draw(createRng(7))).toEqual(draw(createRng(7)));
  expect(draw(createRng(7))).not.toEqual(draw(createRng(8)));
});

test("a restored generator goes on where its state was taken, through JSON", () => {
  const rng = createRng("run");
  draw(rng);
  const state = JSON.parse(JSON.stringify(rng.state()));
  expect(draw(restoreRng(state))).toEqual(draw(rng));
});

test("a fork depends on seed and name alone, not on what was drawn before", () => {
  const [fresh, used] = [createRng(1), createRng(1)];
  draw(used, 100);
  expect(draw(used.fork("shuffle"))).toEqual(draw(fresh.fork("shuffle")));
  expect(draw(fresh.fork("shuffle"))).not.toEqual(draw(fresh.fork("augment")));
  expect(draw(fresh.fork("a").fork("b"))).not.toEqual(draw(fresh.fork("b").fork("a")));
});

test("uniform, normal and int have the moments and bounds they should", () => {
  const rng = createRng(0);
  const mean = (values: number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;
  const uniforms = Array.from({ length: 20_000 }, () => rng.uniform());
  expect(mean(uniforms)).toBeCloseTo(0.5, 1);
  expect(Math.min(...uniforms)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...uniforms)).toBeLessThan(1);
  const normals = Array.from({ length: 20_000 }, () => rng.normal());
  expect(Math.abs(mean(normals))).toBeLessThan(0.03);
  expect(Math.abs(mean(normals.map((x) => x * x)) - 1)).toBeLessThan(0.05);
  const counts = [0, 0, 0];
  for (let i = 0; i < 3000; i++) counts[rng.int(3)]! += 1;
  for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(150);
});
