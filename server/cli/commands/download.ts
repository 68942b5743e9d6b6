import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { Command } from "commander";
import { stopSignal } from "#server/stop-signal.ts";
import { CliError } from "../cli-error.ts";
import { request } from "../connect.ts";
import { findRun } from "../find-run.ts";
import { formatBytes } from "../number.ts";
import { print } from "../print.ts";
import { findRemoteFile } from "../remote-file.ts";
import { readBody, saveStream } from "../save-stream.ts";
import type { Session } from "../session.ts";
import { formatTable } from "../table.ts";

/** Less is there at once. */
const SHOWN_BYTES = 10_000_000;

type Download = { typed: string; what: string; output?: string };

/** `vela download`: a file of a run, or a folder of it as .tar; the file here appears whole. */
export function addDownload(program: Command, session: Session) {
  const { messages } = session;
  const { download } = messages.commands;
  program
    .command("download")
    .description(download.about)
    .argument("<run>", messages.help.run)
    .argument("<what>", download.what)
    .option("-o, --output <file>", download.output)
    .action((typed: string, what: string, { output }: { output?: string }) =>
      downloadFile(session, { typed, what, output }),
    );
}

async function downloadFile(session: Session, { typed, what, output }: Download) {
  const { messages, progress, server, stdout, hasColour } = session;
  const run = await findRun(session, typed);
  const { url, name } = await findRemoteFile(session, run, what);
  const file = chooseFile(session, name, output);
  const signal = stopSignal();
  const fail = (cause: Error): never => {
    progress.clear();
    if (cause instanceof CliError || output === "-") throw cause;
    const isCut = cause instanceof TypeError; // What fetch throws when its connection ends too early.
    const why = signal.aborted ? messages.stopped : isCut ? messages.brokeOff : cause.message;
    throw new CliError(messages.notSaved(file, why), { cause });
  };
  const response = await request(server, url, { signal }).catch(fail);
  if (!response.ok) throw new CliError(messages.notVela(server.url));
  if (output === "-") return pipeline(readBody(response), stdout, { end: false, signal });
  const onBytes = (done: number) => {
    if (done >= SHOWN_BYTES) progress.show(messages.downloading(file, formatBytes(done)), `${Math.floor(done / 1e9)}`);
  };
  const bytes = await saveStream(response, { file, signal, onBytes }).catch(fail);
  progress.clear();
  const { heads } = messages;
  print(session, {
    json: { run: run.id, file, bytes },
    text: () =>
      formatTable(
        [file],
        [
          { head: heads.file, cell: (path) => path },
          { head: heads.size, cell: () => formatBytes(bytes), align: "right" },
        ],
        { hasColour },
      ),
  });
}

/** A name that was not asked for never replaces a file. */
function chooseFile({ messages }: Session, name: string, output?: string): string {
  if (output === undefined && existsSync(name)) throw new CliError(messages.fileExists(name));
  if (output === undefined) return name;
  return statSync(output, { throwIfNoEntry: false })?.isDirectory() ? join(output, name) : output;
}
