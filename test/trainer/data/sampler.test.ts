import { expect, test } from "vitest";
import { createSampler } from "#trainer/data/sampler.ts";

const starts = [5, 0, 3, 12, 1];
const members = [{ name: "one", weight: 1, starts }];

test("the order is a pure function of its arguments, and goes on exactly after any number of draws", () => {
  const whole = createSampler({ seed: 7, members, bufferSize: 6 });
  const draws = Array.from({ length: 200 }, () => whole.next());
  for (const startAt of [1, 21, 150]) {
    const resumed = createSampler({ seed: 7, members, bufferSize: 6 });
    resumed.skip(startAt);
    expect(resumed.drawn).toBe(startAt);
    expect(Array.from({ length: 40 }, () => resumed.next())).toEqual(draws.slice(startAt, startAt + 40));
  }
});

test("another seed gives another order", () => {
  const order = (seed: number) => {
    const sampler = createSampler({ seed, members, bufferSize: 100 });
    return Array.from({ length: 50 }, () => JSON.stringify(sampler.next()));
  };
  expect(order(1)).not.toEqual(order(2));
});

test.each([1, 6, 1000])("all frames come, each about equally often, with a buffer of %i", (bufferSize) => {
  const sampler = createSampler({ seed: 3, members, bufferSize });
  const counts = new Map<string, number>();
  for (let i = 0; i < 21 * 100; i++) {
    const { episode, frame } = sampler.next();
    expect(frame).toBeLessThan(starts[episode]!);
    counts.set(`${episode}/${frame}`, (counts.get(`${episode}/${frame}`) ?? 0) + 1);
  }
  expect(counts.size).toBe(21);
  for (const count of counts.values()) expect(Math.abs(count - 100)).toBeLessThanOrEqual(20);
});

test("members are drawn from in proportion to their weights, each frame of one about equally often", () => {
  const mixed = [
    { name: "a", weight: 3, starts: [4, 6] },
    { name: "b", weight: 1, starts: [7] },
  ];
  const sampler = createSampler({ seed: 5, members: mixed, bufferSize: 12 });
  const counts = new Map<string, number>();
  for (let i = 0; i < 4000; i++) {
    const { episode, frame } = sampler.next();
    expect(frame).toBeLessThan([4, 6, 7][episode]!);
    counts.set(`${episode}/${frame}`, (counts.get(`${episode}/${frame}`) ?? 0) + 1);
  }
  expect(counts.size).toBe(17);
  const [ofA, ofB] = [300, 1000 / 7];
  for (const [frame, count] of counts) {
    const expected = frame.startsWith("2") ? ofB : ofA;
    expect(Math.abs(count - expected), frame).toBeLessThanOrEqual(45);
  }
});

test("a sampler without frames is refused", () => {
  const empty = { name: "empty", weight: 1, starts: [0, 0] };
  expect(() => createSampler({ seed: 0, members: [...members, empty], bufferSize: 5 })).toThrow("at least one frame");
  expect(() => createSampler({ seed: 0, members: [], bufferSize: 5 })).toThrow("at least one frame");
});
