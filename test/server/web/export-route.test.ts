import { parquetReadObjects } from "hyparquet";
import { expect, test } from "vitest";
import { logLine, metricLines, startLine } from "#test/factories/log-file.ts";
import { addLog, addRun, openLab } from "#test/server/cli/lab.ts";

const TIME = 1_700_000_000_000;

/** A run of 70 000 steps whose second attempt hides the last five, and a short one with an odd name and odd values. */
async function openTwoRuns() {
  const lab = await openLab();
  const long = addRun(lab).id;
  addLog(lab, long, startLine(1, 0) + metricLines(70_000, { metrics: 1 }) + startLine(2, 69_995));
  continueLog(lab, long, metricLines(3, { from: 69_996, metrics: 1 }));
  const short = addRun(lab).id;
  const values = { 'odd "name", with comma': "NaN", "train/m0": 0.1 + 0.2 } as const;
  addLog(lab, short, startLine(1, 0) + logLine({ kind: "metric", step: 7, values }));
  const get = async (path: string) => fetch(`${lab.url}/api/export/${path}`);
  return { long, short, get };
}

function continueLog(lab: Awaited<ReturnType<typeof openLab>>, runId: string, text: string) {
  const { logOffset: from } = lab.world.db.$client
    .prepare<[string], { logOffset: number }>("SELECT log_offset AS logOffset FROM runs WHERE id = ?")
    .get(runId)!;
  addLog(lab, runId, text, from);
}

test("csv and jsonl hold a selection of several runs exactly", async () => {
  const { long, short, get } = await openTwoRuns();
  const csv = (await (await get(`points.csv?run=${short}&run=${long}`)).text()).trimEnd().split("\n");
  expect(csv.slice(0, 4)).toEqual([
    "run,key,attempt,step,time,value",
    `${short},"odd ""name"", with comma",1,7,${TIME},NaN`,
    `${short},train/m0,1,7,${TIME},0.30000000000000004`,
    `${long},train/m0,1,1,${TIME + 1},1000`,
  ]);
  expect(csv).toHaveLength(1 + 2 + 70_000 + 3);
  const query = `points.jsonl?run=${long}&key=train/m0&from=69990&attempts=shown`;
  const jsonl = (await (await get(query)).text()).trimEnd().split("\n");
  expect(jsonl.map((line) => JSON.parse(line)).map(({ step, attempt }) => [step, attempt])).toEqual([
    ...[69_990, 69_991, 69_992, 69_993, 69_994, 69_995].map((step) => [step, 1]),
    ...[69_996, 69_997, 69_998].map((step) => [step, 2]),
  ]);
});

test("parquet holds the same, in row groups, with types that readers know", async () => {
  const { long, short, get } = await openTwoRuns();
  const answer = await get(`points.parquet?run=${short}&run=${long}`);
  expect(answer.headers.get("content-disposition")).toBe('attachment; filename="vela-2-runs.parquet"');
  const rows = await parquetReadObjects({ file: await answer.arrayBuffer() });
  expect(rows).toHaveLength(2 + 70_000 + 3);
  expect(rows[0]).toEqual({
    run: short,
    key: 'odd "name", with comma',
    attempt: 1,
    step: 7n,
    time: new Date(TIME),
    value: Number.NaN,
  });
  expect(rows.at(-1)).toMatchObject({ run: long, attempt: 2, step: 69_998n, value: 69_998_000 });
  expect(rows.slice(2, 70_002).every(({ step, value }) => value === Number(step) * 1000)).toBe(true);
});

test("what cannot be exported is refused in one sentence, before anything is sent", async () => {
  const { long, get } = await openTwoRuns();
  const refusal = async (path: string) => {
    const answer = await get(path);
    return [answer.status, ((await answer.json()) as { error: string }).error];
  };
  expect(await refusal("points.xlsx")).toEqual([
    404,
    "expected points.csv, points.jsonl, points.parquet, found points.xlsx",
  ]);
  expect(await refusal("points.csv")).toEqual([400, "run: expected at least one run=…"]);
  expect(await refusal("points.csv?run=nosuchid")).toEqual([404, expect.stringContaining("nosuchid")]);
  expect(await refusal(`points.csv?run=${long}&key=none`)).toEqual([404, 'none of these runs has a metric "none"']);
  expect(await refusal(`points.csv?run=${long}&from=x`)).toEqual([400, expect.stringMatching(/^from: /)]);
});
