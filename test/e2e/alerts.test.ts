import fs from "node:fs";
import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { until } from "#test/factories/wait.ts";
import { openWebhook } from "#test/factories/webhook.ts";
import { CHROMIUM_FLAGS, findChromium, HANG_MS } from "./chromium.ts";
import { startVela, type VelaServer } from "./vela-server.ts";

const executablePath = findChromium();

describe.skipIf(!executablePath)("alerts in a browser", () => {
  let vela: VelaServer;
  let browser: Browser;

  beforeAll(async () => {
    vela = await startVela();
    browser = await chromium.launch({ executablePath: executablePath!, args: CHROMIUM_FLAGS });
  });
  afterAll(async () => {
    await browser?.close();
    await vela?.stop();
    if (vela) fs.rmSync(vela.dataDir, { recursive: true, force: true });
  });

  test("a webhook is entered, tested and told of a run that fails; so is the desktop, and the page while it is used", async () => {
    const hook = await openWebhook();
    hook.answers(() => ({ body: '{"code":19021,"msg":"sign match fail"}' }));
    const context = await browser.newContext({ locale: "en-US", permissions: ["notifications"] });
    context.setDefaultTimeout(HANG_MS);
    const page = await context.newPage();
    const faults: string[] = [];
    page.on("pageerror", (error) => faults.push(error.message));
    await page.addInitScript(() => {
      const shown: string[] = [];
      const Real = window.Notification;
      class Watched extends Real {
        constructor(title: string, options: NotificationOptions) {
          super(title, options);
          shown.push(`${title}: ${options.body}`);
        }
      }
      Object.assign(window, { Notification: Watched, shown });
      document.hasFocus = () => (window as unknown as { isUsed?: boolean }).isUsed ?? false;
    });

    await page.goto(`${vela.url}/settings`);
    await page.getByText("Nobody is told yet.").waitFor();
    await page.getByRole("switch", { name: "Desktop notifications" }).press("Space");
    await until(() => page.getByRole("switch", { name: "Desktop notifications" }).isChecked());
    await page.getByRole("button", { name: "Add a webhook" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Kind").selectOption({ label: "Feishu (Lark)" });
    await dialog.getByLabel("Name").fill("robot group");
    await dialog.getByLabel("Webhook address").fill(hook.url);
    await dialog.getByLabel("Signing secret").fill("s3cret");
    await dialog.getByRole("button", { name: "Send a test" }).click();
    await dialog.getByText("found code 19021: sign match fail").waitFor();
    hook.answers(() => ({ body: '{"code":0}' }));
    await dialog.getByRole("button", { name: "Send a test" }).click();
    await dialog.getByText("Arrived").waitFor();
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.waitFor({ state: "hidden" });
    await page.getByText("robot group", { exact: true }).first().waitFor();
    expect(await page.content()).not.toMatch(/s3cr3t-key|s3cret/);

    const first = await launchFailing(vela);
    const shown = () => page.evaluate(() => (window as unknown as { shown: string[] }).shown);
    const told = async () => (await shown()).filter((said) => said.includes(" failed at "));
    await until(async () => (await told()).length > 0);
    expect(await told()).toEqual([`Vela: ${first.name} failed at step 0: exit code 7: boom`]);
    const card = await until(() => hook.received.find(({ body }) => body.includes(first.name)));
    expect(card.json).toMatchObject({ msg_type: "interactive", sign: expect.any(String) });
    await page
      .getByRole("row", { name: `${first.name} failed` })
      .getByText("arrived")
      .waitFor();

    await page.evaluate(() => Object.assign(window, { isUsed: true }));
    const second = await launchFailing(vela);
    await page
      .getByRole("alert")
      .filter({ hasText: `${second.name} failed at step 0` })
      .waitFor();
    expect(await told()).toHaveLength(1);

    await page.getByRole("combobox", { name: "Metric" }).fill("train/loss");
    await page.getByLabel("Value").fill("3.5");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByText("train/loss is above 3.5").waitFor();
    await page.reload();
    await page.getByText("train/loss is above 3.5").waitFor();
    expect(faults).toEqual([]);
  });
});

async function launchFailing(vela: VelaServer): Promise<{ id: string; name: string }> {
  const command = [process.execPath, "-e", "console.log('boom'); process.exit(7)"];
  const answer = await fetch(`${vela.url}/api/trpc/runs.create`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ recipe: "command", preset: null, config: { command, environment: {}, graceSeconds: 5 } }),
  });
  const { result } = (await answer.json()) as { result: { data: { id: string; name: string } } };
  return result.data;
}
