import { expect, test } from "vitest";
import { inOrder } from "#trainer/data/in-order.ts";

test("results come in order whatever the order in which they are done, and end where there is no more", async () => {
  const steps = Array.from({ length: 5 }, () => deferred<void>());
  const done: number[] = [];
  const make = (i: number) =>
    i < 5
      ? steps[i]!.promise.then(() => {
          done.push(i);
          return i;
        })
      : null;
  const results: number[] = [];
  for (const step of [4, 2, 3, 0, 1]) steps[step]!.resolve();
  for await (const result of inOrder(make, 4)) results.push(result);
  expect(results).toEqual([0, 1, 2, 3, 4]);
  expect(done).toHaveLength(5);
});

test.each([0, 1, 3])("with %i ahead, so many more are started than are asked for", async (ahead) => {
  let started = 0;
  const stream = inOrder(async (i) => {
    started++;
    return i;
  }, ahead);
  expect((await stream.next()).value).toBe(0);
  expect(started).toBe(1 + ahead);
  expect((await stream.next()).value).toBe(1);
  expect(started).toBe(2 + ahead);
  await stream.return();
});

test("an error comes in its turn, and what is under way is waited for", async () => {
  const late = deferred<number>();
  let isDone = false;
  const make = (i: number) => {
    if (i === 1) return Promise.reject(new Error("the second"));
    return i === 2 ? late.promise.finally(() => (isDone = true)) : Promise.resolve(i);
  };
  const stream = inOrder<number>(make, 2);
  expect((await stream.next()).value).toBe(0);
  const failing = expect(stream.next()).rejects.toThrow("the second");
  late.resolve(2);
  await failing;
  expect(isDone).toBe(true);
});

function deferred<T>() {
  let resolve!: (value: T) => void;
  const promise = new Promise<T>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
