import { expect, test } from "vitest";
import { createSampler } from "#trainer/data/sampler.ts";

const starts = [5, 0, 3, 12, 1];

test("the order is a pure function of its arguments, and goes on exactly after any number of draws", () => {
  const whole = createSampler({ seed: 7, starts, bufferSize: 6 });
  const draws = Array.from({ length: 200 }, () => whole.next());
  for (const startAt of [1, 21, 150]) {
    const resumed = createSampler({ seed: 7, starts, bufferSize: 6, startAt });
    expect(resumed.drawn).toBe(startAt);
    expect(Array.from({ length: 40 }, () => resumed.next())).toEqual(draws.slice(startAt, startAt + 40));
  }
});

test("another seed gives another order", () => {
  const order = (seed: number) => {
    const sampler = createSampler({ seed, starts, bufferSize: 100 });
    return Array.from({ length: 50 }, () => JSON.stringify(sampler.next()));
  };
  expect(order(1)).not.toEqual(order(2));
});

test.each([1, 6, 1000])("all frames come, each about equally often, with a buffer of %i", (bufferSize) => {
  const sampler = createSampler({ seed: 3, starts, bufferSize });
  const counts = new Map<string, number>();
  for (let i = 0; i < 21 * 100; i++) {
    const { episode, frame } = sampler.next();
    expect(frame).toBeLessThan(starts[episode]!);
    counts.set(`${episode}/${frame}`, (counts.get(`${episode}/${frame}`) ?? 0) + 1);
  }
  expect(counts.size).toBe(21);
  for (const count of counts.values()) expect(Math.abs(count - 100)).toBeLessThanOrEqual(20);
});
