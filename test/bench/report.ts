import fs from "node:fs";
import os from "node:os";
import { parseArgs } from "node:util";

export type Figures = Record<string, number | string>;

/** Print a benchmark's machine, versions and figures; with --json FILE also as JSON, "-" for one line on stdout. */
export function report(name: string, figures: Figures): void {
  const { values } = parseArgs({ options: { json: { type: "string" } }, strict: false });
  const cpu = os.cpus()[0]?.model.trim() ?? "unknown";
  const machine = {
    cpu,
    cores: os.cpus().length,
    memoryGiB: Math.round(os.totalmem() / 2 ** 30),
    platform: `${os.platform()} ${os.arch()}`,
    node: process.version,
    loadBefore: os.loadavg()[0]!.toFixed(2),
  };
  console.log(
    `${name} on ${machine.cores} × ${machine.cpu}, ${machine.memoryGiB} GiB, ${machine.platform}, Node ${machine.node}, load ${machine.loadBefore}`,
  );
  for (const [key, value] of Object.entries(figures))
    console.log(`  ${key.padEnd(34)} ${typeof value === "number" ? value.toPrecision(4) : value}`);
  const json = JSON.stringify({ name, machine, figures });
  if (values.json === "-") console.log(json);
  else if (typeof values.json === "string") fs.writeFileSync(values.json, `${json}\n`);
}

/** The value below which a share of the sorted numbers lies. */
export function quantile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
}
