import fs from "node:fs";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CHROMIUM_FLAGS, findChromium, HANG_MS } from "./chromium.ts";
import { startVela, type VelaServer } from "./vela-server.ts";

const executablePath = findChromium();

describe.skipIf(!executablePath)("the first five minutes in a browser", () => {
  let vela: VelaServer;
  let browser: Browser;
  let page: Page;
  const faults: string[] = [];
  let first = "";

  beforeAll(async () => {
    vela = await startVela();
    browser = await chromium.launch({ executablePath: executablePath!, args: CHROMIUM_FLAGS });
    const context = await browser.newContext({
      locale: "en-US",
      viewport: { width: 1440, height: 900 },
      acceptDownloads: true,
    });
    context.setDefaultTimeout(HANG_MS);
    page = await context.newPage();
    page.on("pageerror", (error) => faults.push(error.message));
  });
  afterAll(async () => {
    await browser?.close();
    await vela?.stop();
    if (vela) fs.rmSync(vela.dataDir, { recursive: true, force: true });
  });

  test("an empty dashboard makes the sample data and opens the filled-in form", async () => {
    await page.goto(vela.url);
    await page.getByRole("button", { name: "Make the sample data and open the launch form" }).click();
    await page.getByRole("progressbar").first().waitFor();
    await page.waitForURL(/\/launch\?preset=scoop-tiny/);
    await page.getByLabel("Data set", { exact: true }).waitFor();
    expect(await page.getByLabel("Data set", { exact: true }).inputValue()).toBe("vela_scoop_64");
  });

  test("nonsense in the form gets a sentence at its field and launches nothing", async () => {
    await page.getByLabel("Learning rate", { exact: true }).fill("fast");
    await page.getByLabel("Weight decay", { exact: true }).fill("-1");
    await page.getByRole("button", { name: "Launch", exact: true }).click();
    await page
      .getByText(/Expected a number.*found .fast/)
      .first()
      .waitFor();
    await page
      .getByText(/at least 0, found -1/)
      .first()
      .waitFor();
    expect(page.url()).toContain("/launch");
    await page.getByLabel("Learning rate", { exact: true }).fill("1e-3");
    await page.getByLabel("Weight decay", { exact: true }).fill("0.01");
  });

  test("Launch starts a run whose charts and console move by themselves until it ends", async () => {
    await setSteps(page, 60);
    await page.getByRole("button", { name: "Launch", exact: true }).click();
    first = await openedRun(page);
    await page.getByText("running", { exact: true }).first().waitFor();
    await page
      .getByText(/step \d+0 of 60/)
      .first()
      .waitFor();
    await page
      .getByRole("img", { name: /Energy/ })
      .or(page.getByLabel(/Energy/))
      .first()
      .waitFor();
    await page.getByRole("tab", { name: "Console" }).click();
    await page
      .getByText(/engine: tfjs/)
      .first()
      .waitFor();
    await page.getByRole("tab", { name: "Overview" }).click();
    await page.getByText("finished", { exact: true }).first().waitFor();
  });

  test("checkpoints are listed with their metrics; a file and a whole checkpoint download", async () => {
    await page.getByRole("tab", { name: "Checkpoints" }).click();
    await page.getByRole("row", { name: /^60\b.*MB/ }).waitFor();
    const archive = await fetch(`${vela.url}/api/files/${first}/checkpoints/step-000060?archive=tar`);
    const bytes = Buffer.from(await archive.arrayBuffer());
    expect(bytes.subarray(0, 100).toString()).toContain("manifest.json");
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.locator('a[href*="archive=tar"]').first().click(),
    ]);
    expect(fs.statSync(await download.path()).size).toBeGreaterThan(1_000_000);
    const hostile = await fetch(`${vela.url}/api/files/${first}/..%2f..%2fvela.db`);
    expect([400, 404]).toContain(hostile.status);
    expect(Object.keys(await hostile.json())).toEqual(["error"]);
  });

  test("a second run with another learning rate and without energy compares side by side", async () => {
    await page.goto(`${vela.url}/launch?preset=scoop-tiny`);
    await setSteps(page, 20);
    await page.getByLabel("Learning rate", { exact: true }).fill("5e-4");
    await page.getByLabel("Train the energy model", { exact: true }).setChecked(false, { force: true });
    await page.getByRole("button", { name: "Launch", exact: true }).click();
    const second = await openedRun(page);
    await page.getByText("finished", { exact: true }).first().waitFor();
    await page.goto(`${vela.url}/compare?runs=${first},${second}`);
    await page.getByText(/Config: \d+ of \d+ values differ/).waitFor();
    await page.getByRole("row", { name: /training\.learningRate.*1e-3.*5e-4/ }).waitFor();
    await page.getByText("energy.enabled").first().waitFor();
  });

  test("note, tag, star and name are there after a restart", async () => {
    await page.goto(`${vela.url}/runs/${first}?tab=notes`);
    await page.getByPlaceholder("Markdown works").fill("The gap **opened**.");
    await page.getByRole("button", { name: "Add the note" }).click();
    await page.locator("strong", { hasText: "opened" }).waitFor();
    const tags = page.getByPlaceholder("Type a tag and press Enter");
    await tags.fill("baseline");
    await saved(page, () => tags.press("Enter"));
    await saved(page, () => page.getByRole("button", { name: /^Star/ }).first().click());
    await page.getByRole("button", { name: "Rename" }).click();
    const name = page.getByRole("textbox", { name: "Rename" });
    await name.fill("first light");
    await saved(page, () => name.press("Enter"));
    await page.getByRole("heading", { name: "first light" }).waitFor();
    vela = await vela.restart();
    await page.goto(`${vela.url}/`);
    const row = page.getByRole("row", { name: /first light/ });
    await row.getByText("baseline").waitFor();
    await page.goto(`${vela.url}/runs/${first}?tab=notes`);
    await page.locator("strong", { hasText: "opened" }).waitFor();
    await page
      .getByRole("button", { name: /Unstar|Starred|Remove the star/ })
      .or(page.locator('[aria-pressed="true"]'))
      .first()
      .waitFor();
  });

  test("Stop and save ends a run as cancelled, with a checkpoint", async () => {
    await page.goto(`${vela.url}/launch?preset=scoop-tiny`);
    await setSteps(page, 5000);
    await page.getByRole("button", { name: "Launch", exact: true }).click();
    const id = await openedRun(page);
    await page
      .getByText(/step \d+0 of 5.?000/)
      .first()
      .waitFor();
    await page.getByRole("button", { name: "Stop and save" }).first().click();
    await page.getByText("cancelled", { exact: true }).first().waitFor();
    expect(fs.readdirSync(`${vela.dataDir}/runs/${id}/checkpoints`).length).toBeGreaterThan(0);
  });

  test("an unknown run gets a sentence, Chinese is a click away, and no page threw", async () => {
    await page.goto(`${vela.url}/runs/zzzzzzzz`);
    await page
      .getByText(/There is no run zzzzzzzz/)
      .first()
      .waitFor();
    await page.goto(vela.url);
    await page.getByRole("button", { name: /中文/ }).click();
    await page.getByRole("link", { name: "启动" }).first().waitFor();
    expect(await page.locator("html").getAttribute("lang")).toBe("zh-CN");
    expect(faults).toEqual([]);
  });
});

/** Make a run short; everything else stays as the preset has it. */
async function setSteps(page: Page, steps: number) {
  await page.getByLabel("Steps", { exact: true }).fill(String(steps));
  await page.getByLabel("Save every", { exact: true }).fill("20");
  await page.getByLabel("Validate every", { exact: true }).fill(String(Math.min(steps, 40)));
  await page.getByLabel("Validation frames", { exact: true }).fill("32");
}

/** What a page shows at once may not be stored yet: wait for the server's answer to the change. */
async function saved(page: Page, change: () => Promise<void>) {
  const answer = page.waitForResponse((response) => response.url().includes("runs.update") && response.ok());
  await change();
  await answer;
}

async function openedRun(page: Page): Promise<string> {
  await page.waitForURL(/\/runs\/[a-z0-9]{8}/);
  return /\/runs\/([a-z0-9]{8})/.exec(page.url())![1]!;
}
