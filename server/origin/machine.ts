import { readFileSync } from "node:fs";
import { arch, availableParallelism, cpus, hostname, release, totalmem, type } from "node:os";
import type { MachineOrigin } from "./origin.ts";

/** This machine. */
export function readMachine(): MachineOrigin {
  return {
    host: hostname(),
    system: /^PRETTY_NAME="?(.+?)"?$/m.exec(read("/etc/os-release"))?.[1] ?? type(),
    kernel: release(),
    arch: arch(),
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    bootId: read("/proc/sys/kernel/random/boot_id").trim() || null,
  };
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return ""; // Not on Linux.
  }
}
