// Charts in a real Chromium on the real server: npm run bench:render [-- --lines 50 --points 1000 --live 20 --seconds 30]
// Paint: from the answer's last byte to the end of the frame with all lines; a crowd's bands come a frame later. A move, a
// zoom, a click: from the event to the end of its frame. Live: from the time in a trainer's log line to the end of the frame
// by which every chart has drawn anew.
import { fork } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { type Browser, chromium, type Page } from "playwright-core";
import { CHROMIUM_FLAGS, findChromium, HOW_TO_GET_CHROMIUM } from "#test/e2e/chromium.ts";
import { addRemoteRun } from "#test/e2e/remote-run.ts";
import { startVela, type VelaServer } from "#test/e2e/vela-server.ts";
import { TEN_KEYS } from "./lab-store.ts";
import { watchPage } from "./render-page.ts";
import { type Figures, quantile, report } from "./report.ts";

const { values } = parseArgs({
  options: {
    lines: { type: "string", default: "50" },
    points: { type: "string", default: "1000" },
    live: { type: "string", default: "20" },
    seconds: { type: "string", default: "30" },
  },
  strict: false,
});
const [lines, points, live, seconds] = [values.lines, values.points, values.live, values.seconds].map(Number) as [
  number,
  number,
  number,
  number,
];
const LOADS = 7;
const MOVES = 60;

const executablePath = findChromium();
if (!executablePath) throw new Error(HOW_TO_GET_CHROMIUM);

let vela: VelaServer | undefined;
let browser: Browser | undefined;
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void end().then(() => process.exit(1)));
try {
  vela = await startVela();
  browser = await chromium.launch({ executablePath, args: CHROMIUM_FLAGS });
  const runs = await addRuns(vela.url);
  const one = await measureOne(vela.url, browser, runs);
  const twelve = await measureMany(vela.url, browser, runs.slice(0, 10));
  const inSight = await measureLive(vela, browser, 900);
  const all = await measureLive(vela, browser, 3000);
  report("bench:render", { chromium: browser.version(), ...one, ...twelve, ...inSight, ...all });
} finally {
  await end();
}

async function end() {
  await browser?.close();
  await vela?.stop();
  if (vela) fs.rmSync(vela.dataDir, { recursive: true, force: true });
}

function addRuns(url: string): Promise<string[]> {
  return Promise.all(
    Array.from({ length: lines }, (_, i) =>
      addRemoteRun(url, { name: `run-${i}`, config: {}, lines: points }, (step) =>
        Object.fromEntries(TEN_KEYS.map((key, k) => [key, Math.sin(step * 0.001 + i * 0.2 + k) + Math.random() * 0.1])),
      ),
    ),
  );
}

/** One chart that fills the screen, with every run. */
async function measureOne(url: string, browser: Browser, runs: string[]): Promise<Figures> {
  const name = `${lines} lines × ${points} points`;
  const address = `${url}/compare?runs=${runs.join(",")}&chart=${encodeURIComponent(TEN_KEYS[0]!)}`;
  const paints: number[] = [];
  const opened: number[] = [];
  let page: Page | undefined;
  for (let i = 0; i < LOADS; i++) {
    await page?.context().close();
    page = await openPage(browser, 900);
    await page.goto(address);
    const { painted, answered } = await page.evaluate((least) => window.velaBench.firstPaint(least), lines);
    paints.push(painted - answered);
    opened.push(painted);
  }
  const chart = page!.getByRole("dialog");
  const moves = await hover(page!, chart.getByRole("application"));
  const zooms = await zoom(page!, chart.getByRole("application"));
  const hides: number[] = [];
  for (let i = 0; i < 10; i++)
    hides.push(await timed(page!, "click", () => chart.getByRole("listitem").nth(3).getByRole("button").click()));
  await page!.context().close();
  return {
    ...spread(`${name}: first paint`, paints),
    ...spread(`${name}: page opened and painted`, opened),
    ...spread(`${name}: a move`, moves.latency),
    ...spread(`${name}: a move, main thread`, moves.cpu),
    ...spread(`${name}: zoom`, zooms),
    ...spread(`${name}: hide a line`, hides),
  };
}

/** A page of charts, all in sight. */
async function measureMany(url: string, browser: Browser, runs: string[]): Promise<Figures> {
  const page = await openPage(browser, 3000);
  await page.goto(`${url}/compare?runs=${runs.join(",")}`);
  await page.evaluate((least) => window.velaBench.firstPaint(least), runs.length);
  await page.waitForFunction(
    (count) => document.querySelectorAll("[data-chart-stage]").length >= count,
    TEN_KEYS.length,
  );
  const chart = page.getByRole("application").first();
  const moves = await hover(page, chart);
  const zooms = await zoom(page, chart);
  await page.context().close();
  const name = `${TEN_KEYS.length} charts × ${runs.length} lines`;
  return {
    ...spread(`${name}: a move`, moves.latency),
    ...spread(`${name}: a move, main thread`, moves.cpu),
    ...spread(`${name}: zoom`, zooms),
  };
}

/** On a laptop's screen, or on one so high that every chart is in sight. */
async function measureLive({ url, dataDir }: VelaServer, browser: Browser, height: number): Promise<Figures> {
  const ids = await Promise.all(
    Array.from({ length: live }, async (_, i) => {
      const headers = { "content-type": "application/json" };
      const body = JSON.stringify({ name: `live-${i}`, config: {} });
      const answer = await fetch(`${url}/api/trpc/runs.register`, { method: "POST", headers, body });
      return ((await answer.json()) as { result: { data: { id: string } } }).result.data.id;
    }),
  );
  const page = await openPage(browser, height);
  await page.goto(`${url}/compare?runs=${ids.join(",")}`);
  const roles = ["--role", "trainers", "--dir", dataDir, "--ids", ids.join(","), "--rate", "10"];
  const trainers = fork(path.join(import.meta.dirname, "live.ts"), roles);
  try {
    const charts = page.locator("[data-chart-stage]");
    await charts.first().waitFor();
    await charts.first().scrollIntoViewIfNeeded();
    await page.evaluate((ms) => window.velaBench.watchLive(ms), seconds * 1000);
    const lags = await page.evaluate(() => window.velaBench.lags);
    return spread(`${live} live runs, ${await charts.count()} charts: write to pixel`, lags);
  } finally {
    trainers.kill("SIGKILL");
    await page.context().close();
  }
}

async function openPage(browser: Browser, height: number): Promise<Page> {
  const context = await browser.newContext({ locale: "en-US", viewport: { width: 1440, height } });
  const page = await context.newPage();
  // What runs TypeScript here names functions with a helper that a page does not have.
  await page.addInitScript("globalThis.__name = (named) => named;");
  await page.addInitScript(watchPage);
  return page;
}

type Chart = ReturnType<Page["locator"]>;

async function hover(page: Page, chart: Chart): Promise<{ latency: number[]; cpu: number[] }> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("Performance.enable", { timeDomain: "threadTicks" });
  const box = (await chart.boundingBox())!;
  const latency: number[] = [];
  const cpu: number[] = [];
  for (let i = 0; i < MOVES; i++) {
    const before = await taskTime(cdp);
    const x = box.x + box.width * (0.05 + (0.9 * i) / MOVES);
    latency.push(await timed(page, "pointermove", () => page.mouse.move(x, box.y + box.height * 0.4)));
    cpu.push((await taskTime(cdp)) - before);
  }
  await cdp.detach();
  return { latency, cpu };
}

/** Main-thread milliseconds so far, without what other processes took from it. */
async function taskTime(cdp: Awaited<ReturnType<ReturnType<Page["context"]>["newCDPSession"]>>): Promise<number> {
  const { metrics } = await cdp.send("Performance.getMetrics");
  return metrics.find(({ name }) => name === "TaskDuration")!.value * 1000;
}

async function zoom(page: Page, chart: Chart): Promise<number[]> {
  const ms: number[] = [];
  for (let i = 0; i < 8; i++) {
    const box = (await chart.boundingBox())!;
    const y = box.y + box.height / 2;
    // Another stretch each time: the points of one that was looked at before are known.
    await page.mouse.move(box.x + box.width * (0.1 + 0.03 * i), y);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.7, y, { steps: 4 });
    ms.push(await timed(page, "pointerup", () => page.mouse.up()));
    await timed(page, "dblclick", () => chart.dblclick());
  }
  return ms;
}

/** From an event of this type that `act` makes to the end of its frame. */
async function timed(page: Page, type: string, act: () => Promise<unknown>): Promise<number> {
  await page.evaluate((name) => window.velaBench.await(name), type);
  await act();
  return await page.evaluate(() => window.velaBench.frame!);
}

function spread(name: string, ms: number[]): Figures {
  return {
    [`${name}, ms median`]: quantile(ms, 0.5),
    [`${name}, ms p95`]: quantile(ms, 0.95),
    [`${name}, ms p99`]: quantile(ms, 0.99),
  };
}
