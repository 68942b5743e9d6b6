import fs from "node:fs";
import { type Browser, type BrowserContext, chromium, type Locator, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CHROMIUM_FLAGS, findChromium, HANG_MS } from "./chromium.ts";
import { addRemoteRun } from "./remote-run.ts";
import { startVela, type VelaServer } from "./vela-server.ts";

const executablePath = findChromium();

describe.skipIf(!executablePath)("charts and panels in a browser", () => {
  let vela: VelaServer;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  const runs: string[] = [];
  const faults: string[] = [];

  beforeAll(async () => {
    vela = await startVela();
    for (const [name, learningRate, level] of [
      ["warm-1", 1e-3, 1],
      ["warm-2", 1e-3, 3],
      ["cold-1", 1e-4, 9],
    ] as const)
      runs.push(
        await addRemoteRun(vela.url, { name, config: { training: { learningRate } } }, (step) => ({
          "train/loss": level,
          "energy/gap": level / step,
          "custom/samples": 64 * step,
        })),
      );
    browser = await chromium.launch({ executablePath: executablePath!, args: CHROMIUM_FLAGS });
    context = await browser.newContext({
      locale: "en-US",
      viewport: { width: 1440, height: 900 },
      acceptDownloads: true,
      permissions: ["clipboard-read", "clipboard-write"],
    });
    context.setDefaultTimeout(HANG_MS);
    page = await context.newPage();
    page.on("pageerror", (error) => faults.push(error.message));
    page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
  });
  afterAll(async () => {
    await browser?.close();
    await vela?.stop();
    if (vela) fs.rmSync(vela.dataDir, { recursive: true, force: true });
  });

  const panel = (title: string): Locator => page.getByRole("region", { name: title, exact: true });
  const titles = () => page.locator("section section h3").allTextContents();
  const menuOf = async (title: string, item: string) => {
    await panel(title).getByRole("button", { name: "More for this chart" }).click();
    await page.getByRole("menuitem", { name: item, exact: true }).click();
  };
  const addPanel = async (title: string, keys: string[]) => {
    await page.getByRole("button", { name: "Panels" }).click();
    await page.getByRole("menuitem", { name: "Add a panel" }).click();
    for (const key of keys) {
      await page.getByRole("combobox", { name: "Metrics" }).fill(key);
      await page.getByRole("listbox", { name: "Metrics" }).getByRole("option", { name: key }).click();
    }
    await page.getByLabel("Title (optional)").fill(title);
    await page.getByRole("button", { name: "Add panel" }).click();
    await panel(title).waitFor();
  };

  test("runs are grouped by what their configs differ in", async () => {
    await page.goto(`${vela.url}/compare?runs=${runs.join(",")}`);
    await panel("Loss").getByRole("list").getByText("warm-2").waitFor();
    await page.getByLabel("Group runs by").selectOption("training.learningRate");
    await panel("Loss").getByText("learningRate 1e-3 (2)").waitFor();
    // Mean of 1 and 3, last, least and greatest.
    expect(await panel("Loss").getByRole("listitem").filter({ hasText: "1e-3" }).textContent()).toContain("222");
    await panel("Loss").getByText("learningRate 1e-4 (1)").waitFor();
    await page.getByLabel("Group runs by").selectOption("");
    await panel("Loss").getByRole("list").getByText("warm-2").waitFor();
  });

  test("the cursor on one chart says the values of all, by keyboard too", async () => {
    await panel("Loss").getByRole("application").press("Home");
    // 1, 3 and 9 at step 10.
    for (const value of ["0.1", "0.3", "0.9"])
      await panel("Energy gap").getByRole("listitem").filter({ hasText: value }).first().waitFor();
    await panel("Loss").getByRole("application").press("Escape");
    await panel("Energy gap").getByText("last", { exact: true }).waitFor();
  });

  test("x can be any metric, and says so", async () => {
    await page.goto(`${vela.url}/runs/${runs[0]}?tab=charts`);
    await panel("Energy").waitFor();
    await page.getByLabel("x axis").selectOption("custom/samples");
    // Twenty steps of ten, 64 samples each; a key that is pressed before the chart has its new axis tells the step.
    await expect
      .poll(async () => {
        await panel("Energy").getByRole("application").press("End");
        return await page.getByText("custom/samples 12,800").count();
      })
      .toBeGreaterThan(0);
    expect(new URL(page.url()).searchParams.get("x")).toBe("custom/samples");
    // A smoothed constant has a rounding error for a span.
    await page.goto(`${vela.url}/runs/${runs[0]}?tab=charts&smooth=0.9`);
    await panel("Task loss").locator("canvas").first().waitFor();
  });

  test("a chart opens large at its own address and leaves as SVG with its lines", async () => {
    await menuOf("Energy", "Copy link to this chart");
    const address = await page.evaluate(() => navigator.clipboard.readText());
    await page.goto(address);
    const large = page.getByRole("dialog");
    await large.locator("canvas").first().waitFor();
    await large.getByRole("button", { name: "More for this chart" }).click();
    const download = page.waitForEvent("download");
    await page.getByRole("menuitem", { name: "Download SVG" }).click();
    const svg = fs.readFileSync((await (await download).path())!, "utf8");
    expect((await download).suggestedFilename()).toBe("energy.svg");
    expect(svg).toMatch(/^<svg[^>]* width="\d+" height="\d+"/);
    expect(svg).toContain(">Energy gap</text>");
    // The line: twenty points, in the colour of the gap.
    const line = [...svg.matchAll(/<path[^>]*stroke="#7542c8"[^>]* d="([^"]*)"/g)].map(([, d]) => d!.split("L").length);
    expect(Math.max(...line)).toBe(20);
    await large.getByRole("button", { name: "Back to the page" }).click();
    expect(new URL(page.url()).searchParams.get("chart")).toBeNull();
  });

  test("behind a chart that fills the screen nothing is drawn, and whoever leaves it is back where they were", async () => {
    await page.goto(`${vela.url}/compare?runs=${runs.join(",")}`);
    const enlarge = panel("Loss").getByRole("button", { name: "Fill the screen" });
    await enlarge.focus();
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").getByRole("application").waitFor();
    await page.waitForFunction(() => getComputedStyle(document.querySelector("#content")!).visibility === "hidden");
    await page.keyboard.press("Escape");
    await page.waitForFunction(() => document.activeElement?.getAttribute("aria-label") === "Fill the screen");
    expect(await page.locator("#content").evaluate((content) => getComputedStyle(content).visibility)).toBe("visible");
  });

  test("a run's page is asked for ahead once its link is pointed at, and none but its own", async () => {
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    const isRunPage = (url: string) => new URL(url).pathname.startsWith("/runs/");
    await page.goto(`${vela.url}/`);
    const link = page.getByRole("link", { name: "warm-2" });
    const ahead = page.waitForRequest((request) => isRunPage(request.url()));
    await link.hover();
    expect((await ahead).url()).toContain(runs[1]!);
    expect(asked.filter((url) => isRunPage(url) && !url.includes(runs[1]!))).toEqual([]);
  });

  test("panels are dragged, resized, removed and added, and stay so for the project", async () => {
    await page.goto(`${vela.url}/compare?runs=${runs.join(",")}`);
    await panel("Loss").waitFor();
    await addPanel("Mine", ["train/loss", "custom/samples"]);
    const width = async () => (await panel("Mine").boundingBox())!.width;
    const before = await width();
    await page.getByRole("button", { name: /^Size of Mine/ }).press("ArrowRight");
    await expect.poll(width).toBeGreaterThan(before * 1.8);

    await addPanel("Newer", ["energy/gap"]);
    expect((await titles()).slice(0, 2)).toEqual(["Newer", "Mine"]);
    const grip = page.getByRole("button", { name: /^Move Newer/ });
    await grip.hover();
    await page.mouse.down();
    const target = (await panel("Mine").boundingBox())!;
    await page.mouse.move(target.x + target.width / 2, target.y + target.height / 2, { steps: 10 });
    await page.mouse.up();
    await expect.poll(async () => (await titles()).slice(0, 2)).toEqual(["Mine", "Newer"]);
    await menuOf("Newer", "Move earlier");
    await expect.poll(async () => (await titles()).slice(0, 2)).toEqual(["Newer", "Mine"]);
    await menuOf("Loss", "Remove panel");
    await panel("Loss").waitFor({ state: "detached" });

    const saved = page.waitForResponse((answer) => answer.url().includes("views.list"));
    await page.reload();
    await saved;
    await panel("Newer").waitFor();
    expect((await titles()).slice(0, 2)).toEqual(["Newer", "Mine"]);
    expect(await panel("Loss").count()).toBe(0);
    await expect.poll(width).toBeGreaterThan(before * 1.8);
    await page.getByRole("button", { name: "Panels" }).click();
    await page.getByRole("menuitem", { name: "Loss", exact: true }).click();
    await panel("Loss").waitFor();
  });

  test("nothing threw on the way", () => {
    expect(faults).toEqual([]);
  });
});
