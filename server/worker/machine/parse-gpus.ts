import type { GpuSample } from "#server/system/host-history.ts";

export type GpuReading = GpuSample & { uuid: string };

export const GPU_FIELDS = "index,uuid,name,utilization.gpu,memory.used,memory.total,temperature.gpu,power.draw";
export const GPU_PROCESS_FIELDS = "pid,gpu_uuid";

const MEBIBYTE = 1024 * 1024;

/** Lines of `nvidia-smi --query-gpu=GPU_FIELDS --format=csv,noheader,nounits`; what is no GPU is passed over. */
export function parseGpus(text: string): GpuReading[] {
  return text.split("\n").flatMap((line): GpuReading[] => {
    const cells = line.split(",").map((cell) => cell.trim());
    const index = readNumber(cells[0]);
    if (cells.length < 8 || index === null) return [];
    const [percent, used, total, temperature, watts] = cells.slice(-5).map(readNumber) as (number | null)[];
    return [
      {
        index,
        uuid: cells[1]!,
        // A name may hold a comma; what stands before and behind it never does.
        name: cells.slice(2, -5).join(", "),
        percent: percent!,
        memoryBytes: bytes(used!),
        memoryTotalBytes: bytes(total!),
        temperature: temperature!,
        watts: watts!,
      },
    ];
  });
}

/** Lines of `nvidia-smi --query-compute-apps=GPU_PROCESS_FIELDS …`: which process computes on which GPU. */
export function parseGpuProcesses(text: string): { pid: number; uuid: string }[] {
  return text.split("\n").flatMap((line) => {
    const match = /^(\d+), *(\S+)$/.exec(line.trim());
    return match ? [{ pid: Number(match[1]), uuid: match[2]! }] : [];
  });
}

/** "[N/A]", "[Not Supported]", "ERR!" and the like are no values. */
function readNumber(cell: string | undefined): number | null {
  return cell !== undefined && /^\d+(\.\d+)?$/.test(cell) ? Number(cell) : null;
}

function bytes(mebibytes: number | null): number | null {
  return mebibytes === null ? null : mebibytes * MEBIBYTE;
}
