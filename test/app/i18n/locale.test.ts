import { expect, test } from "vitest";
import { resolveLocale } from "#app/_i18n/locale.ts";

test("what the reader chose stands above what the browser prefers", () => {
  expect(resolveLocale("en", "zh-CN,zh;q=0.9")).toBe("en");
  expect(resolveLocale("zh-CN", "en-US")).toBe("zh-CN");
});

test("without a choice the browser's best language that we have is taken", () => {
  expect(resolveLocale(undefined, "zh-TW,en;q=0.5")).toBe("zh-CN");
  expect(resolveLocale(undefined, "de-DE,de;q=0.9,zh;q=0.4,en;q=0.8")).toBe("en");
  expect(resolveLocale(undefined, "fr, zh-Hans;q=0.2")).toBe("zh-CN");
});

test("anything else is English", () => {
  for (const header of [null, "", "xx", "zh;q=0", ";;q=,,"]) expect(resolveLocale("tlh", header)).toBe("en");
});
