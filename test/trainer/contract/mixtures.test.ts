import { expect, test } from "vitest";
import { KNOWN_MIXTURES, parseMixture } from "#trainer/contract/mixtures.ts";

test("a name alone is one data set, a list gives weights, a data set named twice counts once", () => {
  expect(parseMixture("libero_goal_no_noops")).toEqual([{ name: "libero_goal_no_noops", weight: 1 }]);
  expect(parseMixture("a:2, b:0.5,c")).toEqual([
    { name: "a", weight: 2 },
    { name: "b", weight: 0.5 },
    { name: "c", weight: 1 },
  ]);
  expect(parseMixture("a:2,b,a:3")).toEqual([
    { name: "a", weight: 2 },
    { name: "b", weight: 1 },
  ]);
});

test("the original's mixtures are known by name", () => {
  expect(parseMixture("bridge")).toEqual([{ name: "bridge_orig", weight: 1 }]);
  expect(parseMixture("libero_4_task_suites_no_noops").map(({ name, weight }) => `${name}:${weight}`)).toEqual([
    "libero_spatial_no_noops:1",
    "libero_object_no_noops:1",
    "libero_goal_no_noops:1",
    "libero_10_no_noops:1",
  ]);
  const sizes = Object.keys(KNOWN_MIXTURES).map((name) => [name, parseMixture(name).length]);
  expect(Object.fromEntries(sizes)).toEqual({
    bridge: 1,
    bridge_rt_1: 2,
    rtx: 10,
    rtx_franka: 24,
    oxe_magic_soup: 23,
    oxe_magic_soup_plus: 27,
    oxe_magic_soup_plus_minus: 25,
    libero_4_task_suites_no_noops: 4,
  });
});

test.each([
  ["a:0", 'the weight of data set "a" should be a number above 0, found "0"'],
  ["a:-1,b", 'the weight of data set "a" should be a number above 0, found "-1"'],
  ["a:much", 'the weight of data set "a" should be a number above 0, found "much"'],
  ["a,,b", 'a mixture is written name:weight,name:weight; "" in "a,,b" is not'],
  ["a:1:2", 'a mixture is written name:weight,name:weight; "a:1:2" in "a:1:2" is not'],
  ["a:", 'a mixture is written name:weight,name:weight; "a:" in "a:" is not'],
])("%s is refused in a sentence", (text, message) => {
  expect(() => parseMixture(text)).toThrow(message);
});
