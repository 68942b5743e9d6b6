import fs from "node:fs";
import path from "node:path";
import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PROGRAMS } from "#test/factories/launch.ts";
import { until } from "#test/factories/wait.ts";
import { CHROMIUM_FLAGS, findChromium, HANG_MS } from "./chromium.ts";
import { startVela, type VelaServer } from "./vela-server.ts";

const executablePath = findChromium();

describe.skipIf(!executablePath)("a sweep in a browser", () => {
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

  test("a grid is typed into the form, shown before it starts, run, and read on its page", async () => {
    const page = await browser.newPage({ locale: "en-US", viewport: { width: 1440, height: 1000 } });
    page.setDefaultTimeout(HANG_MS);
    const faults: string[] = [];
    page.on("pageerror", (error) => faults.push(error.message));

    await page.goto(`${vela.url}/sweeps`);
    await page.getByRole("link", { name: "New sweep" }).click();
    await page.getByLabel("Recipe").selectOption({ label: "Any command" });
    await until(() => page.url().includes("recipe=command") && page.url().includes("sweep=1"));
    await page
      .getByLabel("Command", { exact: true })
      .fill(`${process.execPath}\n${path.join(PROGRAMS, "curve.mjs")}\n{runDir}`);
    await page.getByLabel("Environment", { exact: true }).fill("ENDS=1");
    const add = async (field: string, values: string) => {
      await page.getByRole("combobox", { name: "Another field to try" }).fill(field);
      await page.getByRole("button", { name: "Add", exact: true }).click();
      await page.getByLabel(`${field}: values, separated by commas`).fill(values);
    };
    await add("environment.LEVEL", "4, 2, 1");
    await add("environment.SHAPE", "falls, flat");
    await page.getByRole("combobox", { name: "Objective" }).fill("val/loss");
    await page.getByRole("button", { name: "Start 6 runs" }).click();

    await page.waitForURL(/\/sweeps\/[a-z0-9]{8}$/);
    await page.getByText("6 of 6 ended").waitFor();
    const rows = page.getByRole("row").filter({ has: page.getByRole("link") });
    await until(async () => (await rows.filter({ hasText: "finished" }).count()) === 6);
    // The flat curve of level 1 is lowest from its first step on.
    await until(async () => /flat/.test((await rows.first().textContent()) ?? ""));
    expect(await rows.first().getByRole("cell").allTextContents()).toContain("1");
    // A run that is pointed at has a second line over its own.
    await page.mouse.move(0, 0);
    const lines = page.getByRole("img", { name: /^Each line is a run/ }).locator("path");
    await until(async () => (await lines.count()) === 6);
    await page.getByText(/From 6 ended runs/).waitFor();

    await page.getByRole("button", { name: "LEVEL" }).click();
    await until(async () => (await rows.first().getByRole("cell").allTextContents()).includes("1"));
    await page.getByRole("button", { name: "LEVEL" }).click();
    await until(async () => (await rows.first().getByRole("cell").allTextContents()).includes("4"));

    const sweep = page.url();
    await rows.first().getByRole("link").click();
    await page.getByText(/^Trial [12] of /).waitFor();
    await page.getByRole("link", { name: await nameOf(vela) }).click();
    await page.waitForURL(sweep);
    expect(faults).toEqual([]);
  });
});

async function nameOf(vela: VelaServer): Promise<string> {
  const answer = await fetch(`${vela.url}/api/trpc/sweeps.list?input=%7B%7D`);
  const { result } = (await answer.json()) as { result: { data: { name: string }[] } };
  return result.data[0]!.name;
}
