import { DiskFullError, isDiskFull } from "../checkpoint/disk-full.ts";
import { ConfigError } from "../contract/overrides.ts";
import { EXIT } from "../contract/run-dir.ts";
import { DataError } from "../data/data-error.ts";
import { EngineError } from "../engine/open.ts";
import { NotFiniteError } from "../update/not-finite.ts";

/** The exit code that says what kind of error ended a run. */
export function exitCode(error: unknown): number {
  if (error instanceof ConfigError || error instanceof DataError || error instanceof EngineError) return EXIT.config;
  if (error instanceof NotFiniteError) return EXIT.notFinite;
  if (error instanceof DiskFullError || isDiskFull(error)) return EXIT.diskFull;
  return EXIT.other;
}
