import { execa } from "execa";
import type { GpuOrigin } from "#server/origin/origin.ts";

const FIELDS = "index,uuid,driver_version,memory.total,name";

/** The machine's GPUs with their driver; none where there is no nvidia-smi or it hangs. */
export async function askGpus(signal: AbortSignal, program = "nvidia-smi"): Promise<GpuOrigin[]> {
  const args = [`--query-gpu=${FIELDS}`, "--format=csv,noheader,nounits"];
  const how = { reject: false, stdin: "ignore", cancelSignal: signal, forceKillAfterDelay: 500 } as const;
  const { failed, stdout } = await execa(program, args, how);
  return failed ? [] : readGpus(stdout);
}

/** Lines "index, uuid, driver, MiB, name"; a name may hold a comma. What is no GPU is passed over. */
export function readGpus(text: string): GpuOrigin[] {
  return text.split("\n").flatMap((line) => {
    const [index = "", uuid = "", driver = "", memory = "", ...name] = line.split(",").map((cell) => cell.trim());
    if (!/^\d+$/.test(index) || name.length === 0) return [];
    const memoryBytes = /^\d+$/.test(memory) ? Number(memory) * 1024 * 1024 : null;
    return [{ index: Number(index), uuid, driver, memoryBytes, name: name.join(", ") }];
  });
}
