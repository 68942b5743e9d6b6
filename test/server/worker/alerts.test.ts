import { expect, test } from "vitest";
import { dueDeliveries } from "#server/alerts/due.ts";
import { recordAlerts } from "#server/alerts/record.ts";
import type { Target } from "#server/alerts/settings.ts";
import { createApi } from "#server/api/root.ts";
import { deliveries } from "#server/db/schema.ts";
import { pauseQueue } from "#server/queue/pause.ts";
import type { World } from "#server/worker/world.ts";
import { makeTarget, setAlerts } from "#test/factories/alerts.ts";
import { ended } from "#test/factories/launch.ts";
import { queueProgram } from "#test/factories/runs.ts";
import { until } from "#test/factories/wait.ts";
import { openWebhook } from "#test/factories/webhook.ts";
import { startWorker } from "#test/factories/worker.ts";
import { makeWorld } from "#test/factories/world.ts";

test("a run that fails is told to a webhook once, with its reason and its numbers", async () => {
  const world = makeWorld();
  const hook = await openWebhook();
  setAlerts(world, { targets: [makeTarget({ url: hook.url, secret: "k", topics: ["failed"] })] });
  startWorker(world);
  await until(() => hasLooked(world));
  const id = queueProgram(world, "log-steps 5 0 1");
  await until(() => ended(world, id));
  const [got] = await until(() => hook.received.length > 0 && hook.received);
  expect(got).toMatchObject({
    path: "/hook?key=s3cr3t-key",
    headers: { "x-vela-event": "run.failed", "x-vela-alert": `run.failed/${id}/1` },
    json: { event: "run.failed", run: { id, status: "failed", step: 5 }, link: `http://lab.example:3000/runs/${id}` },
  });
  expect(got?.json.text).toMatch(/failed at step 5.*exit code 1: something broke/);
  const [row] = await until(() => isSent(world) && world.db.select().from(deliveries).all());
  expect(row).toMatchObject({ status: "sent", tries: 1, error: null, targetName: "lab" });
  expect(hook.received).toHaveLength(1);
});

test("what was found before the worker died is sent by the next one, and nothing is found twice", async () => {
  const world = makeWorld();
  const hook = await openWebhook();
  const target = makeTarget({ url: hook.url, topics: ["queue"] });
  breakQueue(world, target);
  startWorker(world);
  await until(() => isSent(world));
  expect(hook.received.map(({ json }) => json.event)).toEqual(["queue.paused"]);
});

test("a refusal is tried again after its pause with the settings of then, and given up after the fifth", async () => {
  let now = Date.now();
  const world: World = { ...makeWorld(), clock: { now: () => now, steadyMs: () => now } };
  const hook = await openWebhook();
  const target = makeTarget({ kind: "feishu", url: hook.url, topics: ["queue"] });
  hook.answers(() => ({ body: '{"code":19021,"msg":"sign match fail or timestamp is not within one hour"}' }));
  breakQueue(world, target);
  const row = () => world.db.select().from(deliveries).get()!;
  startWorker(world);
  for (const [tries, pauseMs] of [10_000, 60_000, 300_000, 1_800_000].entries()) {
    const waiting = await until(() => row().tries === tries + 1 && row().error !== null && row());
    expect(waiting).toMatchObject({ status: "waiting", nextAt: now + pauseMs });
    expect(waiting.error).toMatch(/code 19021: sign match fail/);
    expect(dueDeliveries(world.db, { now: now + pauseMs - 1 })).toEqual([]);
    world.db.update(deliveries).set({ error: null }).run();
    now += pauseMs;
  }
  const last = await until(() => row().status !== "waiting" && row());
  expect(last).toMatchObject({ status: "failed", tries: 5, nextAt: null });
  expect(hook.received).toHaveLength(5);
});

test.each([
  ["an answer that is no success", { status: 404, body: "no such\n bot" }, /found HTTP 404: no such bot$/],
  ["a redirect, which is not followed", { status: 302, headers: { Location: "/other" } }, /found HTTP 302/],
  ["a page where JSON was expected", { body: "<html>login</html>" }, /a JSON object as the answer, found: <html>/],
  ["a refusal with status 200", { body: '{"errcode":310000,"errmsg":"keywords not in content"}' }, /errcode 310000/],
])("the test button says what came back: %s", async (_, answer, sentence) => {
  const world = makeWorld();
  const hook = await openWebhook();
  hook.answers(() => answer);
  const api = createApi(world);
  const target = makeTarget({ kind: "wecom", url: hook.url });
  await expect(api.alerts.test(target)).rejects.toThrow(sentence);
  const [row] = await api.alerts.deliveries();
  expect(row).toMatchObject({ event: "test", status: "failed", targetName: "lab", runName: null });
  expect(JSON.stringify(row)).not.toContain("s3cr3t-key");
  expect(hook.received).toHaveLength(1);
});

test("the test button works with what a form holds and the address that was saved", async () => {
  const world = makeWorld();
  const hook = await openWebhook();
  hook.answers(() => ({ body: '{"errcode":0,"errmsg":"ok"}' }));
  setAlerts(world, { targets: [makeTarget({ kind: "json", url: hook.url })] });
  const { url, secret, ...form } = makeTarget({ kind: "dingtalk", language: "zh-CN" });
  const api = createApi(world);
  await api.alerts.test({ ...form, secret: "SEC" });
  expect(hook.received[0]).toMatchObject({ json: { msgtype: "markdown" } });
  expect(hook.received[0]?.path).toMatch(/key=s3cr3t-key&timestamp=\d+&sign=/);
  expect(await api.alerts.deliveries()).toMatchObject([{ event: "test", status: "sent", error: null }]);
});

test("a webhook that nobody answers is told by its cause", async () => {
  const api = createApi(makeWorld());
  const hook = await openWebhook();
  await hook.close();
  await expect(api.alerts.test(makeTarget({ url: hook.url }))).rejects.toThrow("found ECONNREFUSED");
});

/** The queue breaks, and a look finds that: twice, as a worker's does that dies between the two. */
function breakQueue(world: World, target: Target) {
  setAlerts(world, { targets: [target] });
  const now = world.clock?.now() ?? Date.now();
  const look = () =>
    recordAlerts(world, {
      targets: [target],
      rules: [],
      disk: { freeBytes: 1e12, usedBytes: 0 },
      lastWrite: () => null,
      now,
    });
  look();
  pauseQueue(world.db, { by: "breaker", now });
  expect(look()).toHaveLength(1);
  expect(look()).toHaveLength(0);
}

function isSent({ db }: World): boolean {
  const rows = db.select().from(deliveries).all();
  return rows.length > 0 && rows.every(({ status }) => status === "sent");
}

function hasLooked({ db }: World): boolean {
  return db.$client.prepare("SELECT 1 FROM alert_cursor").get() !== undefined;
}
