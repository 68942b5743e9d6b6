import { quoteForShell } from "#app/_ui/command-block.tsx";

const LAUNCHER = ["torchrun", "--standalone", "--nnodes", "1", "--nproc-per-node", "1"];

/** The original's command as it is pasted into a shell: one flag a line. `args` alternates names and values. */
export function originalCommand(script: string, args: readonly string[]): string {
  const flags = Array.from({ length: args.length / 2 }, (_, i) => args.slice(2 * i, 2 * i + 2));
  return [LAUNCHER, [script], ...flags].map((words) => words.map(quoteForShell).join(" ")).join(" \\\n  ");
}
