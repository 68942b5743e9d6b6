import { type Arguments, parseArguments, USAGE } from "../argv.ts";
import { EXIT, runPaths } from "../contract/run-dir.ts";
import { env } from "../env.ts";
import { openLog, type RunLog } from "../log.ts";
import { exitCode } from "./exit-code.ts";
import { recordOwnProcess } from "./own-process.ts";
import { type Setup, setUpRun } from "./run-setup.ts";

export type Ending = { status: "finished" | "cancelled"; reason: string };

/** How a run speaks and is spoken to: its log, its console, and the wish that it may stop. */
export type Surroundings = { attempt: number; log: RunLog; say: (line: string) => void; stop: AbortSignal };

/** What a rank speaks into that is not the main one. */
export const SILENCE: Pick<Surroundings, "log" | "say"> = { log: { write() {}, close() {} }, say() {} };

/** The trainer as a program: arguments in, a run directory with log and process records, an exit code. */
export async function runProgram(train: (setup: Setup, surroundings: Surroundings) => Promise<Ending>): Promise<void> {
  // A console whose disk is full or whose reader is gone must not end a training.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
  const say = (line: string) => void process.stdout.write(`${line}\n`);
  try {
    const args = parseArguments(process.argv.slice(2));
    if (args.help) say(USAGE);
    else process.exitCode = await runIn(args, say, train);
  } catch (error) {
    process.exitCode = tell(error);
  }
}

async function runIn(args: Arguments, say: Surroundings["say"], train: Parameters<typeof runProgram>[0]) {
  const setup = setUpRun(args, env.dataDir, process.argv);
  const own = env.attempt === null ? recordOwnProcess(setup.dir) : null;
  const log = openLog(runPaths(setup.dir).metrics);
  const attempt = env.attempt ?? own!.attempt;
  let code: number = EXIT.ok;
  try {
    say(`run: ${setup.dir}`);
    const ending = await train(setup, { attempt, log, say, stop: stopSignal(say) });
    log.write({ kind: "end", ...ending });
    say(`${ending.status}: ${ending.reason}`);
  } catch (error) {
    code = tell(error);
    attemptTo(() => log.write({ kind: "end", status: "failed", reason: reasonOf(error) }));
  }
  log.close();
  attemptTo(() => own?.recordExit(code));
  return code;
}

/** The last words of a run may find no room on the disk; its exit code says so all the same. */
function attemptTo(write: () => void) {
  try {
    write();
  } catch (error) {
    tell(error);
  }
}

/** One sentence for what a person can mend, the stack for what is ours to mend. */
function tell(error: unknown): number {
  const code = exitCode(error);
  process.stderr.write(`${code === EXIT.other && error instanceof Error ? error.stack : reasonOf(error)}\n`);
  return code;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Aborted by the first SIGTERM or SIGINT; the run then ends after its step, with a checkpoint. */
function stopSignal(say: Surroundings["say"]): AbortSignal {
  const controller = new AbortController();
  for (const name of ["SIGTERM", "SIGINT"] as const) {
    process.on(name, () => {
      if (!controller.signal.aborted) say(`${name}: finishing this step, then saving`);
      controller.abort();
    });
  }
  return controller.signal;
}
