import type { Command } from "commander";
import { oneOf, wholeNumber } from "../arguments.ts";
import { formatBytes } from "../number.ts";
import { print } from "../print.ts";
import { datasetName, showJob, waitForSample } from "../sample-job.ts";
import type { Session } from "../session.ts";
import { formatTable } from "../table.ts";
import { warnIdle } from "../warn-idle.ts";

type Options = { size?: "64" | "128"; episodes?: number };

/** `vela sample`: make the sample data set and wait until it is there. */
export function addSample(program: Command, session: Session) {
  const { messages } = session;
  const { sample } = messages.commands;
  program
    .command("sample")
    .description(sample.about)
    .option("--size <size>", sample.size, oneOf(["64", "128"], messages))
    .option("--episodes <n>", sample.episodes, wholeNumber(1, messages))
    .action((options: Options) => makeSample(session, options));
}

async function makeSample(session: Session, { size = "64", episodes }: Options) {
  const { api, messages, progress, hasColour } = session;
  const asked = await api.datasets.makeSample.mutate({ size: size === "64" ? 64 : 128, episodes });
  if (episodes !== undefined && asked.episodes !== episodes) progress.say(messages.sampleUnderWay(asked.episodes));
  showJob(session, asked);
  await warnIdle(session);
  const job = await waitForSample(session, asked.id);
  const name = datasetName(job);
  const dataset = (await api.datasets.list.query()).find((each) => each.name === name);
  const { heads } = messages;
  print(session, {
    json: job,
    text: () =>
      formatTable(
        dataset?.splits ?? [],
        [
          { head: heads.dataset, cell: () => name },
          { head: heads.split, cell: (split) => split.name },
          { head: heads.episodes, cell: (split) => String(split.episodes), align: "right" },
          { head: heads.size, cell: (split) => formatBytes(split.bytes), align: "right" },
          { head: heads.folder, cell: () => job.path ?? "" },
        ],
        { hasColour },
      ),
  });
}
