/** A run of some log lines at steps 10, 20, … that another machine sends, and its end; returns its id. */
export async function addRemoteRun(
  url: string,
  { lines: count = 20, ...run }: { name: string; config: object; lines?: number },
  valuesAt: (step: number) => Record<string, number>,
): Promise<string> {
  const headers = { "content-type": "application/json" };
  const answer = await fetch(`${url}/api/trpc/runs.register`, { method: "POST", headers, body: JSON.stringify(run) });
  const { id } = ((await answer.json()) as { result: { data: { id: string } } }).result.data;
  const time = 1_700_000_000_000;
  const lines: object[] = Array.from({ length: count }, (_, i) => {
    const step = 10 * (i + 1);
    return { v: 1, kind: "metric", time: time + step * 100, step, values: valuesAt(step) };
  });
  lines.unshift({ v: 1, kind: "start", time, attempt: 1, step: 0, command: ["train"] });
  lines.push({ v: 1, kind: "end", time: time + 1e6, status: "finished", reason: "done" });
  const body = lines.map((line) => `${JSON.stringify(line)}\n`).join("");
  const taken = await fetch(`${url}/api/ingest/${id}?from=0`, { method: "POST", body });
  if (!taken.ok) throw new Error(`the log was not taken: ${await taken.text()}`);
  return id;
}
