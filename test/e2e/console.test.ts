import fs from "node:fs";
import { type Browser, type BrowserContext, chromium, type Locator, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { until } from "#test/factories/wait.ts";
import { CHROMIUM_FLAGS, findChromium, HANG_MS } from "./chromium.ts";
import { type PlantedRun, plantRun } from "./console-run.ts";
import { startVela, type VelaServer } from "./vela-server.ts";

const executablePath = findChromium();
const OUTPUT_BYTES = 100_000_000;
const FIRST = "attempt one\n\u001b[31mTraceback\u001b[0m: no such file\n";
const FIRST_LINES = 2;

describe.skipIf(!executablePath)("a console of 100 MB in a browser", () => {
  let vela: VelaServer;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let run: PlantedRun;
  let lines = FIRST_LINES;
  let received = 0;
  const faults: string[] = [];

  beforeAll(async () => {
    vela = await startVela();
    run = await plantRun(vela.dataDir, { id: "printer1", firstAttempt: FIRST, output: printMuch });
    browser = await chromium.launch({ executablePath: executablePath!, args: CHROMIUM_FLAGS });
    context = await browser.newContext({
      locale: "en-US",
      viewport: { width: 1440, height: 900 },
      permissions: ["clipboard-read", "clipboard-write"],
    });
    context.setDefaultTimeout(HANG_MS);
    page = await context.newPage();
    page.on("pageerror", (error) => faults.push(error.message));
    page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
    page.on("response", (answer) => {
      if (!answer.url().includes("/api/trpc/console.")) return;
      void answer.body().then(
        (body) => (received += body.length),
        () => {},
      );
    });
  });
  afterAll(async () => {
    await browser?.close();
    await run?.end("killed");
    await vela?.stop();
    if (vela) fs.rmSync(vela.dataDir, { recursive: true, force: true });
  });

  function printMuch(write: (text: string) => void) {
    for (let bytes = 0; bytes < OUTPUT_BYTES; ) {
      let text = "";
      for (let i = 0; i < 10_000; i++, lines++)
        text += `step ${lines + 1} \u001b[32mloss\u001b[0m 0.0712 grad_norm 1.25 samples/s 48.2 and so on\n`;
      write(text);
      bytes += text.length;
    }
    write(`\n${"\r10% ".repeat(1000)}\r100% <b>done</b>\nneedle in the end\n`);
    lines += 3;
  }
  const log = (): Locator => page.getByRole("log");
  const row = (text: string | RegExp): Locator => log().locator("[data-index]").filter({ hasText: text });
  const isInSight = async (found: Locator) => {
    await found.first().waitFor();
    await until(async () => {
      const [line, box] = [await found.first().boundingBox(), await log().boundingBox()];
      return line && box && line.y >= box.y - 18 && line.y + line.height <= box.y + box.height + 18;
    });
  };
  const open = async (query: string) => {
    // From another page: going to a hash of the same page would not load it.
    await page.goto("about:blank");
    await page.goto(`${vela.url}/runs/${run.id}?tab=console${query}`);
    await log().waitFor();
  };

  test("opens at its end, where a progress bar is one line and markup is text", async () => {
    await open("");
    await isInSight(row("needle in the end"));
    await isInSight(row("100% <b>done</b>"));
    expect(await row(/\d+10% /).count()).toBe(0);
    expect(await row("needle in the end").locator("a").textContent()).toBe(String(lines));
  });

  test("lines that come are followed, until the reader scrolls up, and again when asked to", async () => {
    run.print("fresh 1\n");
    await isInSight(row("fresh 1"));
    await log().hover();
    await page.mouse.wheel(0, -3000);
    await page.getByRole("button", { name: "To the end" }).waitFor();
    const top = () => log().evaluate((box) => box.scrollTop);
    // A wheel may go on turning for a while.
    let at = -1;
    await until(async () => {
      const before = at;
      at = await top();
      return at === before;
    });
    run.print(`${"filler\n".repeat(500)}fresh 2\n`);
    await until(async () => (await page.evaluate(askHead, run.id)) === lines + 502);
    expect(await row("fresh 2").count()).toBe(0);
    expect(await top()).toBe(at);
    await page.getByRole("button", { name: "To the end" }).click();
    await isInSight(row("fresh 2"));
    run.print("fresh 3\n");
    await isInSight(row("fresh 3"));
    await log().press("Home");
    await isInSight(row("attempt one"));
    await log().press("End");
    await isInSight(row("fresh 3"));
  });

  test("a link to a line in the middle shows it, and lines are copied by their numbers", async () => {
    const middle = Math.floor(lines / 2);
    await open(`#L${middle}`);
    await isInSight(row(`step ${middle} loss`));
    await log()
      .getByRole("link", { name: `Line ${middle + 2}`, exact: true })
      .click({ modifiers: ["Shift"] });
    expect(new URL(page.url()).hash).toBe(`#L${middle}-L${middle + 2}`);
    await page.getByRole("button", { name: "Copy", exact: true }).click();
    const line = (n: number) => `step ${n} loss 0.0712 grad_norm 1.25 samples/s 48.2 and so on\n`;
    const wanted = line(middle) + line(middle + 1) + line(middle + 2);
    await until(async () => (await page.evaluate(() => navigator.clipboard.readText())) === wanted);
  });

  test("Ctrl+F searches the whole output, counts, and goes round", async () => {
    await open("#L1");
    await isInSight(row("attempt one"));
    await page.keyboard.press("Control+f");
    await page.keyboard.type("NEEDLE");
    await page.getByText("– of 1", { exact: true }).waitFor();
    await page.keyboard.press("Enter");
    await isInSight(row("needle in the end"));
    expect(await log().locator("mark").allTextContents()).toEqual(["needle"]);
    await page.getByRole("button", { name: "Match case" }).click();
    await page.getByText("not found", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Match case" }).click();
    await page.getByLabel("Search the output").fill("step 12345");
    // 12345, 123450 … 123459, 1234500 … as far as the output goes.
    const count = Array.from({ length: lines - 3 }, (_, i) => String(i + 1)).filter(
      (n) => n.startsWith("12345") && Number(n) > FIRST_LINES,
    ).length;
    await page.getByText(`– of ${count}`, { exact: true }).waitFor();
    await page.keyboard.press("Shift+Enter");
    await page.keyboard.press("Enter");
    await page.getByText(new RegExp(`^\\d+ of ${count}$`)).waitFor();
  });

  test("an attempt is shown alone, with its times", async () => {
    await open("&times=since&attempt=1");
    await isInSight(row("Traceback: no such file"));
    expect(await row(/./).count()).toBe(FIRST_LINES);
    await row("Traceback").getByText("+1:05", { exact: true }).waitFor();
    await page.getByLabel("Attempt", { exact: true }).selectOption("Attempt 2");
    await isInSight(row("fresh 3"));
    await log().press("Home");
    await isInSight(row(`step ${FIRST_LINES + 1} loss`));
    expect(await row("Traceback").count()).toBe(0);
  });

  test("what is in the page and what came over the wire stays small", async () => {
    const nodes = await log().evaluate((box) => box.querySelectorAll("*").length);
    expect(nodes).toBeLessThan(2000);
    // All that the tests above looked at, of 100 MB.
    expect(received).toBeGreaterThan(10_000);
    expect(received).toBeLessThan(4_000_000);
  });

  test("a run that was killed opens with the reason and its last lines", async () => {
    await page.goto(`${vela.url}/runs/${run.id}`);
    // A paused queue: what is tried again by itself waits.
    const headers = { "content-type": "application/json" };
    expect((await fetch(`${vela.url}/api/trpc/queue.pause`, { method: "POST", headers })).status).toBe(200);
    await run.end("killed");
    const reason = page.getByRole("alert").filter({ hasText: "The last attempt failed" });
    await reason.getByText(/killed by SIGKILL, maybe for want of memory/).waitFor();
    await reason.getByText(/A smaller batch, or gradient accumulation/).waitFor();
    await reason.getByText("fresh 3", { exact: true }).waitFor();
    const last = await reason.locator("pre > div").allTextContents();
    expect([last.length, last.at(-1)]).toEqual([50, "fresh 3"]);
    await reason.getByRole("link", { name: "Open the console at the end" }).click();
    await isInSight(row("fresh 3"));
  });

  test("a failed run says its exit code and is resumed from the checkpoint that is chosen", async () => {
    const failed = await plantRun(vela.dataDir, {
      id: "printer2",
      firstAttempt: "one\n",
      output: (write) => write("loss \u001b[31mnan\u001b[0m\n"),
      checkpoints: [100, 250],
    });
    await failed.end({ code: 3 });
    await until(async () => {
      const input = encodeURIComponent(JSON.stringify({ id: failed.id }));
      return (await (await fetch(`${vela.url}/api/trpc/runs.get?input=${input}`)).text()).includes('"failed"');
    });
    await page.goto(`${vela.url}/runs/${failed.id}`);
    const reason = page.getByRole("alert").filter({ hasText: "The run failed." });
    await reason.getByText(/Exit code 3\. The loss was no longer a finite number/).waitFor();
    await reason.getByText("loss nan").waitFor();
    expect(await reason.locator("pre > div").allTextContents()).toEqual(["one", "loss nan"]);
    await page.getByRole("button", { name: "Resume", exact: true }).click();
    const dialog = page.getByRole("dialog");
    const choice = dialog.getByLabel("Checkpoint");
    await choice.waitFor();
    expect(await choice.locator("option").allTextContents()).toEqual(["step 250, the newest", "step 100"]);
    await choice.selectOption("step 100");
    const asked = page.waitForRequest(
      (request) => request.url().includes("runs.resume") && request.method() === "POST",
    );
    await dialog.getByRole("button", { name: "Resume", exact: true }).click();
    expect((await asked).postData()).toContain('"step":100');
    await page.getByText("attempt 3").waitFor();
  });

  test("nothing threw on the way", () => {
    expect(faults).toEqual([]);
  });
});

/** How many rows the server knows of. */
async function askHead(runId: string): Promise<number> {
  const input = encodeURIComponent(JSON.stringify({ runId }));
  const answer = await fetch(`/api/trpc/console.head?input=${input}`);
  const text = await answer.text();
  return Number(/"rows":(\d+)/.exec(text)?.[1] ?? -1);
}
