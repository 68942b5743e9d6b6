/** What ends a command: one sentence for a person, and the exit code, 2 where the command was written wrongly. */
export class CliError extends Error {
  override name = "CliError";
  readonly exitCode: number;

  constructor(message: string, { exitCode = 1, cause }: { exitCode?: number; cause?: unknown } = {}) {
    super(message, { cause });
    this.exitCode = exitCode;
  }
}

/** No server answers; it may come back. */
export class UnreachableError extends CliError {
  override name = "UnreachableError";
}
