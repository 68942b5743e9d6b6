import { chmodSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { createApi } from "#server/api/root.ts";
import { makeTarget } from "#test/factories/alerts.ts";
import { makeWorld } from "#test/factories/world.ts";

const URL = "https://oapi.dingtalk.com/robot/send?access_token=abcdef0123456789";

test("settings are kept for their owner alone, and a page never sees an address or a secret again", async () => {
  const world = makeWorld();
  const api = createApi(world);
  expect(await api.alerts.get()).toEqual({ address: null, targets: [], rules: [], problem: null });
  const target = makeTarget({ kind: "dingtalk", url: URL, secret: "SEC-very-secret" });
  const rules = [{ id: "rule0001", key: "energy/gap", is: "above" as const, value: 2 }];
  const face = await api.alerts.save({ address: "http://lab:3000", targets: [target], rules });
  expect(face).toMatchObject({
    address: "http://lab:3000",
    targets: [{ id: "target01", urlShown: "https://oapi.dingtalk.com/…6789", hasSecret: true }],
    rules,
    problem: null,
  });
  expect(JSON.stringify([face, await api.alerts.get()])).not.toMatch(/abcdef|SEC-/);
  expect(statSync(world.paths.alerts).mode & 0o777).toBe(0o600);

  // As a form sends it: what it has never seen stays.
  const { url, secret, ...known } = target;
  await api.alerts.save({ address: null, targets: [{ ...known, name: "renamed" }], rules: [] });
  const kept = JSON.parse(readFileSync(world.paths.alerts, "utf8"));
  expect(kept.targets).toEqual([{ ...target, name: "renamed" }]);
  await api.alerts.save({ address: null, targets: [{ ...known, secret: null }], rules: [] });
  expect(await api.alerts.get()).toMatchObject({ targets: [{ hasSecret: false }] });
  expect(statSync(world.paths.alerts).mode & 0o777).toBe(0o600);
});

test("what cannot be is refused and leaves the settings as they were", async () => {
  const world = makeWorld();
  const api = createApi(world);
  const save = (target: Record<string, unknown>) =>
    api.alerts.save({ address: null, targets: [{ ...makeTarget(), ...target }], rules: [] });
  await expect(save({ url: undefined })).rejects.toThrow('expected the address of "lab", found none');
  await expect(save({ url: "file:///etc/passwd" })).rejects.toThrow("http:// or https://");
  await expect(save({ url: "gopher" })).rejects.toThrow();
  await expect(save({ id: "../../xx" })).rejects.toThrow("eight characters");
  await expect(api.alerts.save({ address: null, targets: [makeTarget(), makeTarget()], rules: [] })).rejects.toThrow(
    "found one id twice",
  );
  expect((await api.alerts.get()).targets).toEqual([]);
});

test("a settings file that others may read, or that is broken, is refused with a sentence and without its words", async () => {
  const world = makeWorld();
  const api = createApi(world);
  await api.alerts.save({ address: null, targets: [makeTarget({ url: URL })], rules: [] });
  chmodSync(world.paths.alerts, 0o644);
  expect((await api.alerts.get()).problem?.en).toMatch(/expected mode 0600.*found 0644/);
  await expect(api.alerts.save({ address: null, targets: [], rules: [] })).rejects.toThrow("0600");
  chmodSync(world.paths.alerts, 0o600);
  writeFileSync(world.paths.alerts, `{"targets": "${URL}"}`);
  const { problem } = await api.alerts.get();
  expect(problem?.en).toMatch(/alerts\.json: expected the alert settings, found a mistake at /);
  expect(JSON.stringify(problem)).not.toContain("abcdef");
});
