import { setTimeout as sleep } from "node:timers/promises";
import { createTRPCClient, httpBatchLink } from "@trpc/client";
import type { AppRouter } from "#server/api/root.ts";
import { wire } from "#trainer/contract/wire.ts";

const RECIPE = "vla-energy";
const PRESET = "scoop-tiny";

/** Make the sample data set and launch one run of it, through the same API as the form. */
export async function runDemo({ url, token, say }: { url: string; token: string | null; say: (line: string) => void }) {
  const headers = token === null ? {} : { authorization: `Bearer ${token}` };
  const api = createTRPCClient<AppRouter>({
    links: [httpBatchLink({ url: `${url}/api/trpc`, headers, transformer: wire })],
  });
  const { presets } = await api.recipes.get.query({ name: RECIPE });
  const preset = presets.find(({ name }) => name === PRESET);
  if (preset?.sample) await makeSample(api, { ...preset.sample, say });
  const run = await api.runs.create.mutate({ recipe: RECIPE, preset: PRESET, config: {}, name: "demo" });
  say(`Demo: launched run ${run.name} (${run.id}), see ${url}/runs/${run.id}`);
}

type Api = ReturnType<typeof createTRPCClient<AppRouter>>;

async function makeSample(
  api: Api,
  { size, episodes, say }: { size: 64 | 128; episodes: number; say: (line: string) => void },
) {
  const name = `vela_scoop_${size}`;
  if ((await api.datasets.list.query()).some((dataset) => dataset.name === name)) return;
  const { id } = await api.datasets.makeSample.mutate({ size, episodes });
  say(`Demo: making the sample data set ${name}`);
  for (let shown = 0; ; await sleep(500)) {
    const job = (await api.datasets.jobs.query()).find((each) => each.id === id);
    if (!job || job.status === "failed") throw new Error(`the sample data set could not be made: ${job?.error}`);
    if (job.status === "finished") return say(`Demo: ${job.path} is there`);
    if (job.done - shown >= job.total / 4) say(`Demo: ${job.done} of ${job.total} episodes`);
    if (job.done - shown >= job.total / 4) shown = job.done;
  }
}
